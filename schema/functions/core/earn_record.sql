-- Writes down the earnings that nothing stands against, on the rules' counters, on what each member has
-- earned, and on the budgets: one movement of each. Those slips come back ok.
CREATE OR REPLACE FUNCTION core.earn_record(slips core.earn_slip[])
RETURNS core.earn_slip[]
LANGUAGE plpgsql
AS $$
DECLARE
    batch_id CONSTANT uuid := core.uuid7();
    today CONSTANT date := core.local_day(now());
    written core.earn_slip[] := ARRAY(
        SELECT ROW(s.ord, s.rule_id, s.member_id, s.organisation_id, s.event_ref, s.request_id,
                   coalesce(s.outcome, 'ok'), CASE WHEN s.outcome IS NULL THEN core.uuid7() END, s.points,
                   CASE WHEN s.outcome IS NULL AND r.pending_days > 0
                        THEN now() + r.pending_days * interval '1 day' END)::core.earn_slip
        FROM unnest(slips) AS s
        LEFT JOIN core.earn_rules AS r ON r.id = s.rule_id
        ORDER BY s.ord);
BEGIN
    INSERT INTO core.earnings (id, rule_id, member_id, points, budget_id, batch_id, event_ref)
    SELECT s.earning_id, s.rule_id, s.member_id, s.points, r.budget_id, batch_id, s.event_ref
    FROM unnest(written) AS s
    JOIN core.earn_rules AS r ON r.id = s.rule_id
    WHERE s.earning_id IS NOT NULL;
    INSERT INTO core.earn_counts AS c (rule_id, member_id, day, day_points, month_points, points)
    SELECT s.rule_id, s.member_id, today, s.points, s.points, s.points
    FROM unnest(written) AS s WHERE s.earning_id IS NOT NULL
    ON CONFLICT (rule_id, member_id) DO UPDATE
    SET day = excluded.day,
        day_points = excluded.points + CASE WHEN c.day = excluded.day THEN c.day_points ELSE 0 END,
        month_points = excluded.points + CASE
            WHEN date_trunc('month', c.day) = date_trunc('month', excluded.day) THEN c.month_points
            ELSE 0 END,
        points = c.points + excluded.points;
    UPDATE core.earn_counters AS c
    SET points = c.points + earned.points, earnings = c.earnings + earned.earnings
    FROM (SELECT s.rule_id, sum(s.points) AS points, count(*) AS earnings FROM unnest(written) AS s
          WHERE s.earning_id IS NOT NULL GROUP BY s.rule_id) AS earned
    WHERE c.rule_id = earned.rule_id;
    PERFORM core.budget_move(spent.budget_id, 'spent', batch_id, 0, 0, spent.points, NULL, spent.titles)
    FROM (SELECT r.budget_id, sum(s.points)::bigint AS points,
                 left(string_agg(DISTINCT r.title, '、' ORDER BY r.title), 200) AS titles
          FROM unnest(written) AS s
          JOIN core.earn_rules AS r ON r.id = s.rule_id
          WHERE s.earning_id IS NOT NULL GROUP BY r.budget_id) AS spent;
    RETURN written;
END
$$;
