-- The caller takes back an application to join, to move or to leave that is not decided yet.
CREATE OR REPLACE FUNCTION api.membership_application_withdraw(
    caller_id uuid, application_id uuid, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'membership_application_withdraw', idempotency_key,
                                fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT w.outcome, w.body INTO outcome, body
    FROM core.application_withdraw('membership_application_withdraw', 'membership', caller_id,
                                   application_id, request_id) AS w;
    PERFORM core.idempotency_store(caller_id, 'membership_application_withdraw', idempotency_key,
                                   fingerprint, request_id, outcome, body);
END
$$;
