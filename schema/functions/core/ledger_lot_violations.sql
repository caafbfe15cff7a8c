-- I4, sums: of every lot granted = remaining + what allocations took; of every wallet available =
-- what remains in its lots; of every journal the points moved = the lots' side of it.
CREATE OR REPLACE FUNCTION core.ledger_lot_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH taken AS MATERIALIZED (
        SELECT a.lot_id, sum(a.points) AS points FROM core.allocations AS a GROUP BY a.lot_id
    )
    SELECT 'lot', format('lot %s: granted %s, remaining %s, taken %s', coalesce(l.id, t.lot_id),
        l.granted, l.remaining, t.points)
    FROM core.lots AS l
    FULL JOIN taken AS t ON t.lot_id = l.id
    WHERE l.granted IS DISTINCT FROM l.remaining + coalesce(t.points, 0)
        OR l.remaining < 0 OR l.remaining > l.granted
    UNION ALL
    SELECT 'lots of wallet', format('wallet %s: available %s, lots %s', w.member_id, w.available,
        l.remaining)
    FROM core.wallets AS w
    LEFT JOIN (
        SELECT o.member_id, sum(o.remaining) AS remaining FROM core.lots AS o GROUP BY o.member_id
    ) AS l ON l.member_id = w.member_id
    WHERE w.available <> coalesce(l.remaining, 0)
    UNION ALL
    SELECT 'next expiry', format('wallet %s: %s, lot %s: %s', w.member_id, w.next_expiry, l.id,
        l.expires_at)
    FROM core.wallets AS w
    JOIN core.lots AS l ON l.member_id = w.member_id
    WHERE l.remaining > 0 AND l.expires_at < w.next_expiry
    UNION ALL
    SELECT 'lots of journal', format('journal %s: %s points, lots %s', coalesce(e.id, m.id),
        e.points, m.points)
    FROM (
        SELECT o.journal_id AS id, o.delta AS points FROM core.entries AS o
        WHERE o.account = 'available'
    ) AS e
    FULL JOIN (
        SELECT o.id, sum(o.points) AS points
        FROM (SELECT l.journal_id AS id, l.granted AS points FROM core.lots AS l
              UNION ALL
              SELECT a.journal_id, -a.points FROM core.allocations AS a) AS o
        GROUP BY o.id
    ) AS m ON m.id = e.id
    WHERE e.points IS DISTINCT FROM m.points
$$;
