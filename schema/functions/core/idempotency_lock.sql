-- The advisory lock of a key. Two keys may share a number (about 1 in 2^64): then one caller is
-- told to try again, nothing worse.
CREATE OR REPLACE FUNCTION core.idempotency_lock(
    caller_id uuid, operation text, idempotency_key text)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT hashtextextended(caller_id::text || operation || ' ' || idempotency_key, 0)
$$;
