-- Gives what was forfeited anew to whoever had won it, with a new deadline: out of the stock by journal,
-- once. The activity cannot be archived meanwhile.
CREATE OR REPLACE FUNCTION api.award_reissue(
    caller_id uuid, allowed_roles text[], resource text, award_id uuid, claim_days bigint, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    award core.awards;
    again core.awards;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'award_reissue', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM FROM core.activities AS a
    WHERE a.id = (SELECT w.activity_id FROM core.awards AS w WHERE w.id = award_reissue.award_id)
    FOR SHARE;
    award := core.award_covered(caller_id, allowed_roles, resource, award_id);
    outcome := coalesce(core.award_reissue_refusal(award), 'ok');
    IF outcome = 'ok' THEN
        INSERT INTO core.prize_movements (award_id, kind, prize_id, pieces)
        VALUES (award.id, 'reissued', award.prize_id, -1);
        INSERT INTO core.awards (activity_id, member_id, prize_id, source_id, value_fen, claim_by, handled_by)
        VALUES (award.activity_id, award.member_id, award.prize_id, award.id, award.value_fen,
                now() + award_reissue.claim_days * interval '1 day', caller_id)
        RETURNING * INTO again;
        PERFORM core.award_audit(again, caller_id, 'award_reissue', award.state, reason, request_id);
        body := core.award_case_json(again);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'award_reissue', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
