-- Last step of api.order_create: keeps the answers of the keys that were claimed in this batch,
-- refusals included (core.idempotency_store says why).
CREATE OR REPLACE FUNCTION core.order_store(slips core.order_slip[]) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.idempotency_keys
        (caller_id, operation, key, fingerprint, request_id, outcome, body)
    SELECT s.member_id, 'order_create', s.idempotency_key, s.fingerprint, s.request_id, s.outcome,
        s.body
    FROM unnest(slips) AS s
    WHERE s.replay_of IS NULL
        AND s.outcome NOT IN ('idempotency_key_reused', 'idempotency_in_progress');
END
$$;
