-- Lets go what merchants hold past its deadline: at most batch_size holds, the longest overdue first.
-- Wallets that somebody has locked are left for the next run. Orders have a job of their own.
CREATE OR REPLACE FUNCTION api.holds_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    members uuid[] := ARRAY(
        SELECT w.member_id FROM core.wallets AS w
        WHERE w.member_id IN (
            SELECT h.member_id FROM core.holds AS h
            WHERE h.state = 'open' AND h.kind = 'merchant' AND h.expires_at <= now()
            ORDER BY h.expires_at LIMIT batch_size)
        ORDER BY w.member_id FOR NO KEY UPDATE SKIP LOCKED);
    due core.holds[];
BEGIN
    IF cardinality(members) > 0 THEN
        PERFORM core.wallets_lock(members); -- sweeps
        due := ARRAY(SELECT h FROM core.holds AS h
                     WHERE h.member_id = ANY (members) AND h.state = 'open' AND h.kind = 'merchant'
                         AND h.expires_at <= now()
                     ORDER BY h.expires_at LIMIT batch_size);
        PERFORM core.points_release(h.id, 'expired') FROM unnest(due) AS h;
        PERFORM core.audit_write_many(
            'system', NULL, 'holds_expire', array_agg(core.organisation_of(h.member_id)), 'hold',
            array_agg(h.id), array_agg(jsonb_build_object('state', jsonb_build_array('open', 'expired'),
                                                          'member_id', h.member_id)), NULL, NULL)
        FROM unnest(due) AS h HAVING count(*) > 0;
    END IF;
    outcome := 'ok';
    body := json_build_object('expired', coalesce(cardinality(due), 0));
END
$$;
