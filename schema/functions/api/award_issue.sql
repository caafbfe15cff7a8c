-- An award leaves the organiser: it is sent to the winner's address, under a tracking number, or handed to
-- the pick-up point.
CREATE OR REPLACE FUNCTION api.award_issue(
    caller_id uuid, allowed_roles text[], resource text, award_id uuid, tracking text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    award core.awards;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'award_issue', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    award := core.award_covered(caller_id, allowed_roles, resource, award_id);
    outcome := CASE WHEN award.id IS NULL THEN 'award_not_found'
                    WHEN award.state <> 'claimed' THEN 'award_not_issuable'
                    WHEN (award.delivery IS NULL) <> (tracking IS NULL) THEN 'tracking_misfit'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.award_spend(award, caller_id);
        UPDATE core.awards AS w
        SET state = 'issued', issued_at = now(), tracking = award_issue.tracking, handled_by = caller_id
        WHERE w.id = award.id RETURNING w.* INTO award;
        PERFORM core.award_audit(award, caller_id, 'award_issue', 'claimed', NULL, request_id);
        body := core.award_case_json(award);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'award_issue', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
