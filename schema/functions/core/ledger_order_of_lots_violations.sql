-- I4, order: nothing is spent after its expiry, nothing expires before it, everyone's own lots
-- only, and no lot stands untouched while one that expires later was spent. Which came first is told by
-- the wallet's lines, not by clocks. members: whose lots; NULL: all.
CREATE OR REPLACE FUNCTION core.ledger_order_of_lots_violations(members uuid[] DEFAULT NULL)
RETURNS TABLE (member_id uuid, rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH moved AS MATERIALIZED (
        SELECT a.* FROM core.allocations_of(members) AS a
    ), taken AS MATERIALIZED (
        SELECT a.journal_id, a.lot_id, j.kind, j.created_at, e.line, e.member_id AS spender_id,
            l.member_id, l.expires_at
        FROM moved AS a
        JOIN core.journals AS j ON j.id = a.journal_id
        JOIN core.entries AS e ON e.journal_id = j.id AND e.account = 'available'
        JOIN core.lots AS l ON l.id = a.lot_id
        WHERE a.points > 0
    ), untouched AS MATERIALIZED (
        SELECT l.id, l.member_id, l.expires_at, e.line
        FROM core.lots AS l
        JOIN core.entries AS e ON e.journal_id = l.journal_id AND e.account = 'available'
        WHERE l.remaining = l.granted AND (members IS NULL OR l.member_id = ANY (members))
            AND NOT EXISTS (SELECT FROM moved AS a WHERE a.lot_id = l.id)
    )
    SELECT t.member_id, 'expiry', format('journal %s (%s) and lot %s', t.journal_id, t.kind, t.lot_id)
    FROM taken AS t
    WHERE (t.kind = 'expiry') <> (t.expires_at <= t.created_at)
    UNION ALL
    SELECT t.member_id, 'owner', format('journal %s and lot %s', t.journal_id, t.lot_id)
    FROM taken AS t
    WHERE t.spender_id <> t.member_id
    UNION ALL
    SELECT t.member_id, 'first expiring first', format('journal %s took lot %s and left lot %s',
        t.journal_id, t.lot_id, u.id)
    FROM taken AS t
    JOIN untouched AS u ON u.member_id = t.member_id AND u.line < t.line
        AND u.expires_at < t.expires_at AND u.expires_at > t.created_at
    WHERE t.kind <> 'expiry'
$$;
