-- Claims a key for this transaction. outcome NULL: it is ours, go on and end with
-- core.idempotency_store. Otherwise the answer to give: idempotency_key_reused (the key stood for
-- another request), idempotency_in_progress (another transaction has it now), or the stored
-- answer, with replay_of = the request that made it.
--
-- The lock comes first and the look at the table is a statement of its own: a lock that we got from
-- a transaction that has just ended must find the row which that transaction left.
CREATE OR REPLACE FUNCTION core.idempotency_claim(
    caller_id uuid, operation text, idempotency_key text, fingerprint bytea)
RETURNS core.idempotency_answer
LANGUAGE plpgsql
AS $$
DECLARE
    is_ours boolean := pg_try_advisory_xact_lock(
        core.idempotency_lock(caller_id, operation, idempotency_key));
    stored core.idempotency_keys;
    answer core.idempotency_answer;
BEGIN
    SELECT * INTO stored
    FROM core.idempotency_keys AS k
    WHERE k.caller_id = idempotency_claim.caller_id
        AND k.operation = idempotency_claim.operation
        AND k.key = idempotency_claim.idempotency_key;
    IF FOUND AND stored.fingerprint = fingerprint THEN
        answer := (stored.outcome, stored.body, stored.request_id);
    ELSIF FOUND THEN
        answer.outcome := 'idempotency_key_reused';
    ELSIF NOT is_ours THEN
        answer.outcome := 'idempotency_in_progress';
    END IF;
    RETURN answer;
END
$$;
