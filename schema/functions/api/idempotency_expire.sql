-- Forgets at most batch_size answers older than seven days, the oldest first. What was done under
-- their keys stays guarded by the effects' own unique keys.
CREATE OR REPLACE FUNCTION api.idempotency_expire(
    batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    removed bigint;
BEGIN
    DELETE FROM core.idempotency_keys AS k
    WHERE k.ctid = ANY (ARRAY(
        SELECT o.ctid FROM core.idempotency_keys AS o
        WHERE o.created_at < now() - interval '7 days'
        ORDER BY o.created_at LIMIT batch_size
        FOR UPDATE SKIP LOCKED));
    GET DIAGNOSTICS removed = ROW_COUNT;
    outcome := 'ok';
    body := json_build_object('removed', removed);
END
$$;
