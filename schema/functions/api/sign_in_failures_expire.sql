-- Forgets attempts that no longer count, at most batch_size at a time.
CREATE OR REPLACE FUNCTION api.sign_in_failures_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    DELETE FROM core.sign_in_failures AS f
    WHERE (f.kind, f.key) IN (
        SELECT old.kind, old.key FROM core.sign_in_failures AS old
        WHERE old.last_at < now() - interval '1 day' AND coalesce(old.locked_until < now(), true)
        ORDER BY old.last_at
        LIMIT sign_in_failures_expire.batch_size
        FOR UPDATE SKIP LOCKED);
    outcome := 'ok';
END
$$;
