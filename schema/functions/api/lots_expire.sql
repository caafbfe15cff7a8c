-- Takes expired points out of at most batch_size wallets, the longest overdue first; answers the
-- number of lots. Wallets that somebody has locked are left: whoever holds the lock has swept
-- already (core.wallets_lock), or the next run will. Running it twice does nothing more.
CREATE OR REPLACE FUNCTION api.lots_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due uuid[] := ARRAY(
        SELECT w.member_id FROM core.wallets AS w
        WHERE w.next_expiry <= now() AND w.next_expiry < 'infinity' -- as their index says
        ORDER BY w.next_expiry LIMIT batch_size
        FOR NO KEY UPDATE SKIP LOCKED);
BEGIN
    outcome := 'ok';
    body := json_build_object('expired', core.lots_sweep(due));
END
$$;
