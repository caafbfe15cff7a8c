-- core.idempotency_claim for a batch: one row for each position, in order. A caller stands at most
-- once in a batch, so no key can stand twice. The bound is DB_BATCH_MAX.
CREATE OR REPLACE FUNCTION core.idempotency_claim_many(
    caller_ids uuid[], operation text, idempotency_keys text[], fingerprints bytea[])
RETURNS SETOF core.idempotency_answer
LANGUAGE plpgsql ROWS 32
AS $$
DECLARE
    are_ours boolean[];
BEGIN
    IF cardinality(caller_ids) > 128
        OR (SELECT count(DISTINCT c) FROM unnest(caller_ids) AS c) <> cardinality(caller_ids) THEN
        RAISE EXCEPTION 'a batch is at most 128 requests, one for each caller';
    END IF;
    are_ours := ARRAY(
        SELECT pg_try_advisory_xact_lock(core.idempotency_lock(a.caller_id, operation, a.key))
        FROM unnest(caller_ids, idempotency_keys) WITH ORDINALITY AS a (caller_id, key, ord)
        ORDER BY a.ord);
    RETURN QUERY
    SELECT
        CASE WHEN k.fingerprint = a.fingerprint THEN k.outcome
             WHEN k.fingerprint IS NOT NULL THEN 'idempotency_key_reused'
             WHEN NOT a.is_ours THEN 'idempotency_in_progress' END,
        CASE WHEN k.fingerprint = a.fingerprint THEN k.body END,
        CASE WHEN k.fingerprint = a.fingerprint THEN k.request_id END
    FROM unnest(caller_ids, idempotency_keys, fingerprints, are_ours)
        WITH ORDINALITY AS a (caller_id, key, fingerprint, is_ours, ord)
    LEFT JOIN LATERAL (
        SELECT i.fingerprint, i.outcome, i.body, i.request_id
        FROM core.idempotency_keys AS i
        WHERE i.caller_id = a.caller_id
            AND i.operation = idempotency_claim_many.operation
            AND i.key = a.key
        LIMIT 1 -- keeps it a look-up for each row, whatever the planner thinks of the table
    ) AS k ON true
    ORDER BY a.ord;
END
$$;
