-- What these accounts had together at a moment, out of the entries alone; NULL: now. Whatever had
-- expired by then counts no more, swept or not.
CREATE OR REPLACE FUNCTION core.points_at(
    accounts uuid[], at timestamptz,
    OUT available bigint, OUT held bigint, OUT pending bigint, OUT debt bigint)
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(sum(e.delta) FILTER (WHERE e.account = 'available'), 0)::bigint
               - core.lots_lapsed(points_at.accounts, points_at.at),
           coalesce(sum(e.delta) FILTER (WHERE e.account = 'held'), 0)::bigint,
           coalesce(sum(e.delta) FILTER (WHERE e.account = 'pending'), 0)::bigint,
           -coalesce(sum(e.delta) FILTER (WHERE e.account = 'debt'), 0)::bigint
    FROM core.entries_of(points_at.accounts) AS e
    JOIN core.journals AS j ON j.id = e.journal_id
    WHERE points_at.at IS NULL OR j.created_at <= points_at.at
$$;
