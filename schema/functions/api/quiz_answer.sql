-- A member answers a quiz, once a day; whoever passes earns. What refuses the points refuses the attempt,
-- too, so that it is not lost.
CREATE OR REPLACE FUNCTION api.quiz_answer(
    caller_id uuid, rule_id uuid, answers jsonb, idempotency_key text, fingerprint bytea,
    request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place uuid := core.benefits_from(caller_id);
    rule core.earn_rules := core.quiz_find(rule_id, place);
    score bigint := core.quiz_score(rule.id, answers);
    slip core.earn_slip := ROW(1, rule.id, caller_id, place, NULL, request_id, NULL, NULL, NULL, NULL);
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'quiz_answer', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM core.wallets_lock(ARRAY[caller_id]);
    slip.outcome := CASE
        WHEN place IS NULL THEN 'membership_required'
        WHEN rule.id IS NULL THEN 'earn_rule_not_found'
        WHEN score IS NULL THEN 'answers_misfit'
        WHEN EXISTS (SELECT FROM core.quiz_attempts AS t
                     WHERE t.rule_id = rule.id AND t.member_id = caller_id
                         AND t.day = core.local_day(now())) THEN 'already_answered' END;
    slip := CASE WHEN score >= rule.pass_mark THEN (core.earn(ARRAY[slip]))[1]
                 ELSE (core.earn_judge(ARRAY[slip]))[1] END;
    outcome := coalesce(slip.outcome, 'ok');
    IF outcome = 'ok' THEN
        body := core.quiz_record(slip, score);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'quiz_answer', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
