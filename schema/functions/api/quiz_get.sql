-- The questions of a quiz for a member, and how they did today.
CREATE OR REPLACE FUNCTION api.quiz_get(
    caller_id uuid, rule_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place uuid := core.benefits_from(caller_id);
    rule core.earn_rules := core.quiz_find(rule_id, place);
BEGIN
    outcome := CASE WHEN place IS NULL THEN 'membership_required'
                    WHEN rule.id IS NULL OR now() < rule.opens_at THEN 'earn_rule_not_found'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        SELECT row_to_json(answer) INTO body FROM (
            SELECT rule.id, rule.title, rule.description, rule.points, rule.pass_mark, rule.pending_days,
                   core.earn_rule_status(rule) AS status, rule.closes_at,
                   core.quiz_questions_json(rule.id) AS questions, (
                       SELECT json_build_object('day', t.day, 'score', t.score,
                                                'passed', t.earning_id IS NOT NULL)
                       FROM core.quiz_attempts AS t
                       WHERE t.rule_id = rule.id AND t.member_id = caller_id
                           AND t.day = core.local_day(now())) AS attempt) AS answer;
    END IF;
END
$$;
