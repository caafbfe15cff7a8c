-- Keeps what a member made of a quiz today, and tells it. slip: earned, or not passed. The caller holds the
-- wallet's lock.
CREATE OR REPLACE FUNCTION core.quiz_record(slip core.earn_slip, score bigint) RETURNS json
LANGUAGE plpgsql
AS $$
DECLARE
    attempt core.quiz_attempts;
BEGIN
    INSERT INTO core.quiz_attempts (rule_id, member_id, day, score, earning_id)
    VALUES (slip.rule_id, slip.member_id, core.local_day(now()), quiz_record.score, slip.earning_id)
    RETURNING * INTO attempt;
    PERFORM core.audit_write(
        'member', slip.member_id, 'quiz_answer', slip.organisation_id, 'earn_rule', slip.rule_id,
        jsonb_build_object('score', score, 'earning_id', slip.earning_id), NULL, slip.request_id);
    RETURN (
        SELECT row_to_json(answer) FROM (
            SELECT slip.earning_id AS id, attempt.day, attempt.score,
                   slip.earning_id IS NOT NULL AS passed,
                   CASE WHEN slip.earning_id IS NOT NULL THEN slip.points ELSE 0 END AS points,
                   slip.matures_at, w.available AS balance, attempt.created_at
            FROM core.wallets AS w WHERE w.member_id = slip.member_id) AS answer);
END
$$;
