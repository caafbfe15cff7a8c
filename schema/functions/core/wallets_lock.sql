-- Locks wallets in ascending order until the end of the transaction, and takes out what has
-- expired in them: afterwards core.wallets.available is exactly what may be spent. Every
-- change of points begins here.
--
-- Expired points are unspendable from the second they expire, whether or not the nightly job has
-- come by: wallets carry next_expiry, so looking costs nothing until something is due.
CREATE OR REPLACE FUNCTION core.wallets_lock(member_ids uuid[])
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    due uuid[];
BEGIN
    SELECT array_agg(w.member_id) FILTER (WHERE w.next_expiry <= now()) INTO due
    FROM (
        SELECT l.member_id, l.next_expiry
        FROM core.wallets AS l
        WHERE l.member_id = ANY (member_ids)
        ORDER BY l.member_id
        FOR NO KEY UPDATE
    ) AS w;
    IF due IS NOT NULL THEN
        PERFORM core.lots_sweep(due);
    END IF;
END
$$;
