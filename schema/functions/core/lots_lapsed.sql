-- Points of these accounts that had expired by a moment (NULL: now) and were not swept yet: they stand
-- in the entries, but could not be spent any more. A swept lot's remainder is what its expiry took.
CREATE OR REPLACE FUNCTION core.lots_lapsed(accounts uuid[], at timestamptz) RETURNS bigint
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(sum(CASE
        WHEN swept.id IS NULL THEN l.remaining
        WHEN swept.created_at > lots_lapsed.at THEN (
            SELECT a.points FROM core.allocations AS a
            WHERE a.journal_id = swept.id AND a.lot_id = l.id) END), 0)::bigint
    FROM core.lots AS l
    JOIN core.journals AS brought ON brought.id = l.journal_id
    LEFT JOIN core.journals AS swept ON swept.reference_id = l.id AND swept.kind = 'expiry'
    WHERE l.member_id = ANY (lots_lapsed.accounts)
        AND l.expires_at <= coalesce(lots_lapsed.at, now())
        AND brought.created_at <= coalesce(lots_lapsed.at, 'infinity')
$$;
