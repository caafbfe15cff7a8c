-- Ends a subsidy programme: what it has not reserved or spent is the budget's again.
CREATE OR REPLACE FUNCTION api.subsidy_close(
    caller_id uuid, allowed_roles text[], resource text, subsidy_id uuid, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    programme core.subsidy_programmes;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'subsidy_close', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM FROM core.subsidy_programmes AS p WHERE p.id = subsidy_id FOR NO KEY UPDATE;
    programme := core.subsidy_covered(caller_id, allowed_roles, resource, subsidy_id);
    outcome := CASE WHEN programme.id IS NULL THEN 'subsidy_not_found'
                    WHEN programme.closed_at IS NOT NULL THEN 'subsidy_closed' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        programme := core.subsidy_closed(programme, 'admin', caller_id, 'subsidy_close', reason, request_id);
        body := core.subsidy_json(programme);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'subsidy_close', idempotency_key, fingerprint, request_id,
                                   outcome, body);
END
$$;
