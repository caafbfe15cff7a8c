-- One of the staff takes an award back that was not handed out yet. Whoever takes the award's lock first,
-- this or award_redeem, decides what becomes of it.
CREATE OR REPLACE FUNCTION api.award_forfeit(
    caller_id uuid, allowed_roles text[], resource text, award_id uuid, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    award core.awards;
    earlier text;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'award_forfeit', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    award := core.award_covered(caller_id, allowed_roles, resource, award_id);
    earlier := award.state;
    outcome := CASE WHEN award.id IS NULL THEN 'award_not_found'
                    WHEN award.state IN ('redeemed', 'forfeited') THEN 'award_not_forfeitable'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.awards_forfeit(ARRAY[award.id], caller_id, reason);
        SELECT w.* INTO award FROM core.awards AS w WHERE w.id = award.id;
        PERFORM core.award_audit(award, caller_id, 'award_forfeit', earlier, reason, request_id);
        body := core.award_case_json(award);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'award_forfeit', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
