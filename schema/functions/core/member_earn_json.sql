-- A rule as a member sees it: how much they have earned by it, and why no more can be earned just now.
CREATE OR REPLACE FUNCTION core.member_earn_json(rule core.earn_rules, member_id uuid) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    today CONSTANT date := core.local_day(now());
    slip core.earn_slip := ROW(1, rule.id, member_id, NULL, NULL, NULL, CASE
        WHEN rule.kind = 'sign_in' AND EXISTS (
            SELECT FROM core.sign_ins AS i
            WHERE i.member_id = member_earn_json.member_id AND i.day = today) THEN 'already_signed_in'
        WHEN EXISTS (
            SELECT FROM core.quiz_attempts AS q
            WHERE q.rule_id = rule.id AND q.member_id = member_earn_json.member_id AND q.day = today)
            THEN 'already_answered' END, NULL, NULL, NULL);
BEGIN
    slip := (core.earn_judge(ARRAY[slip]))[1];
    RETURN (
        SELECT row_to_json(shown) FROM (
            SELECT rule.id, rule.kind, core.organisation_label(o) AS organisation, rule.title,
                   rule.description, rule.points, rule.pending_days, core.earn_caps_json(rule) AS caps,
                   rule.opens_at, rule.closes_at, json_build_object(
                       'today', CASE WHEN c.day = today THEN c.day_points ELSE 0 END,
                       'this_month', CASE WHEN date_trunc('month', c.day) = date_trunc('month', today)
                                          THEN c.month_points ELSE 0 END,
                       'total', coalesce(c.points, 0)) AS earned,
                   slip.outcome AS obstacle
            FROM core.organisations AS o
            LEFT JOIN core.earn_counts AS c
                ON c.rule_id = rule.id AND c.member_id = member_earn_json.member_id
            WHERE o.id = rule.organisation_id) AS shown);
END
$$;
