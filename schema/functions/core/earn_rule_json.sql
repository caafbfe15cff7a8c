-- A rule as the staff see it. The right answers of a quiz are told to nobody.
CREATE OR REPLACE FUNCTION core.earn_rule_json(rule core.earn_rules) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT rule.id, rule.kind,
               (SELECT core.organisation_label(o) FROM core.organisations AS o
                WHERE o.id = rule.organisation_id) AS organisation,
               rule.title, rule.description, rule.points, rule.budget_id, rule.lot_days,
               rule.lots_expire_at, rule.pending_days, core.earn_caps_json(rule) AS caps,
               rule.opens_at, rule.closes_at, rule.is_paused, core.earn_rule_status(rule) AS status,
               rule.merchant_id,
               CASE WHEN rule.kind = 'quiz' THEN json_build_object(
                   'pass_mark', rule.pass_mark, 'questions', core.quiz_questions_json(rule.id))
                   END AS quiz,
               (SELECT json_build_object('points', c.points, 'earnings', c.earnings)
                FROM core.earn_counters AS c WHERE c.rule_id = rule.id) AS earned,
               rule.created_at) AS shown
$$;
