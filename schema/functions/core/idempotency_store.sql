-- Keeps the answer to a claimed key, in the transaction of its effect: refusals too, so that a
-- repeated request never meets a different world. The primary key is the last guard.
CREATE OR REPLACE FUNCTION core.idempotency_store(
    caller_id uuid, operation text, idempotency_key text, fingerprint bytea, request_id uuid,
    outcome text, body json)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.idempotency_keys
        (caller_id, operation, key, fingerprint, request_id, outcome, body)
    VALUES (caller_id, operation, idempotency_key, fingerprint, request_id, outcome, body);
END
$$;
