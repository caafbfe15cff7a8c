-- core.idempotency_store for a batch: keeps the answers of the keys that it has claimed, refusals
-- included, and leaves alone what was replayed or belonged to another request.
CREATE OR REPLACE FUNCTION core.idempotency_store_many(
    operation text, caller_ids uuid[], idempotency_keys text[], fingerprints bytea[],
    request_ids uuid[], outcomes text[], bodies json[], replays uuid[])
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.idempotency_keys
        (caller_id, operation, key, fingerprint, request_id, outcome, body)
    SELECT a.caller_id, idempotency_store_many.operation, a.key, a.fingerprint, a.request_id,
        a.outcome, a.body
    FROM unnest(caller_ids, idempotency_keys, fingerprints, request_ids, outcomes, bodies, replays)
        AS a (caller_id, key, fingerprint, request_id, outcome, body, replay_of)
    WHERE a.replay_of IS NULL
        AND a.outcome NOT IN ('idempotency_key_reused', 'idempotency_in_progress');
END
$$;
