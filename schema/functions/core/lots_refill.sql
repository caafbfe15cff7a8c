-- Puts what journal spent_id took from lots back into the same lots, in the name of journal return_id:
-- so many points, the last expiring first, but for those that went back already. What came from a lot
-- that has expired meanwhile goes into a new lot that lives for seven days from now: the member should
-- not lose points to an order that came to nothing. Once only: what returns to an expired lot of grace
-- expires at once, or one could renew for ever.
--
-- A lot counts as expired also when its expiry was journalled: now() is the start of the
-- transaction, and may be older than the sweep that ran while this one waited for the wallet.
CREATE OR REPLACE FUNCTION core.lots_refill(
    spent_id uuid, already bigint, points bigint, return_id uuid, member_id uuid)
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    WITH taken AS (
        SELECT l.id, l.expires_at, l.is_grace, a.points,
            sum(a.points) OVER (ORDER BY l.expires_at DESC, l.id DESC) - a.points AS later
        FROM core.allocations AS a
        JOIN core.lots AS l ON l.id = a.lot_id
        WHERE a.journal_id = spent_id
    ), back AS MATERIALIZED (
        SELECT t.id, t.expires_at, t.is_grace,
            least(t.later + t.points, lots_refill.already + lots_refill.points)
                - greatest(t.later, lots_refill.already) AS points,
            t.expires_at > now() AND NOT EXISTS (
                SELECT FROM core.journals AS j
                WHERE j.kind = 'expiry' AND j.reference_id = t.id) AS is_live
        FROM taken AS t
        WHERE t.later < lots_refill.already + lots_refill.points
            AND t.later + t.points > lots_refill.already
    ), refilled AS (
        UPDATE core.lots AS l SET remaining = l.remaining + b.points
        FROM back AS b WHERE l.id = b.id AND b.is_live
        RETURNING l.expires_at
    ), allocation AS (
        INSERT INTO core.allocations (journal_id, lot_id, points)
        SELECT return_id, b.id, -b.points FROM back AS b WHERE b.is_live
    ), replaced AS (
        INSERT INTO core.lots (member_id, journal_id, granted, remaining, expires_at, is_grace)
        SELECT lots_refill.member_id, return_id, sum(b.points), sum(b.points),
            CASE WHEN b.is_grace THEN b.expires_at ELSE now() + interval '7 days' END, true
        FROM back AS b WHERE NOT b.is_live
        GROUP BY 5
        RETURNING expires_at
    )
    UPDATE core.wallets AS w
    SET next_expiry = least(w.next_expiry, (
        SELECT min(e.expires_at)
        FROM (SELECT expires_at FROM refilled UNION ALL SELECT expires_at FROM replaced) AS e))
    WHERE w.member_id = lots_refill.member_id;
END
$$;
