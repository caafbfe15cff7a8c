-- Staff give an application back to its applicant, who reads the reason and mends it.
CREATE OR REPLACE FUNCTION api.admin_application_return(
    caller_id uuid, allowed_roles text[], resource text, application_id uuid,
    stage bigint, reason text,
    idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'admin_application_return', idempotency_key,
                                fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT d.outcome, d.body INTO outcome, body
    FROM core.application_decide('admin_application_return', 'returned', caller_id, allowed_roles,
                                 resource, application_id, stage, reason, request_id) AS d;
    PERFORM core.idempotency_store(caller_id, 'admin_application_return', idempotency_key,
                                   fingerprint, request_id, outcome, body);
END
$$;
