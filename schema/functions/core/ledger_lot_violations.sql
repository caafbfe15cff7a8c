-- I4, sums: of every lot granted = remaining + what allocations took; of every wallet available =
-- what remains in its lots; of every journal the points moved = the lots' side of it. members: whose
-- lots; NULL: all.
CREATE OR REPLACE FUNCTION core.ledger_lot_violations(members uuid[] DEFAULT NULL)
RETURNS TABLE (member_id uuid, rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH own AS MATERIALIZED (
        SELECT l.* FROM core.lots AS l WHERE members IS NULL OR l.member_id = ANY (members)
    ), moved AS MATERIALIZED (
        SELECT a.* FROM core.allocations_of(members) AS a
    )
    SELECT l.member_id, 'lot', format('lot %s: granted %s, remaining %s, taken %s',
        coalesce(l.id, t.lot_id), l.granted, l.remaining, t.points)
    FROM own AS l
    FULL JOIN (
        SELECT a.lot_id, sum(a.points) AS points FROM moved AS a GROUP BY a.lot_id
    ) AS t ON t.lot_id = l.id
    WHERE l.granted IS DISTINCT FROM l.remaining + coalesce(t.points, 0)
        OR l.remaining < 0 OR l.remaining > l.granted
    UNION ALL
    SELECT w.member_id, 'lots of wallet', format('wallet %s: available %s, lots %s', w.member_id,
        w.available, l.remaining)
    FROM core.wallets AS w
    LEFT JOIN (
        SELECT o.member_id, sum(o.remaining) AS remaining FROM own AS o GROUP BY o.member_id
    ) AS l ON l.member_id = w.member_id
    WHERE (members IS NULL OR w.member_id = ANY (members)) AND w.available <> coalesce(l.remaining, 0)
    UNION ALL
    SELECT w.member_id, 'next expiry', format('wallet %s: %s, lot %s: %s', w.member_id, w.next_expiry,
        l.id, l.expires_at)
    FROM core.wallets AS w
    JOIN own AS l ON l.member_id = w.member_id
    WHERE l.remaining > 0 AND l.expires_at < w.next_expiry
    UNION ALL
    SELECT coalesce(e.member_id, m.owner::uuid), 'lots of journal', format('journal %s: %s points, lots %s',
        coalesce(e.id, m.id), e.points, m.points)
    FROM (
        SELECT o.member_id, o.journal_id AS id, o.delta AS points FROM core.entries_of(members) AS o
        WHERE o.account = 'available'
    ) AS e
    FULL JOIN (
        SELECT o.id, sum(o.points) AS points, max(o.owner) AS owner
        FROM (SELECT l.journal_id AS id, l.granted AS points, l.member_id::text AS owner FROM own AS l
              UNION ALL
              SELECT a.journal_id, -a.points, NULL FROM moved AS a) AS o
        GROUP BY o.id
    ) AS m ON m.id = e.id
    WHERE e.points IS DISTINCT FROM m.points
$$;
