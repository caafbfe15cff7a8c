-- What the journals of these accounts of members took from lots, or gave back; NULL: all of it.
CREATE OR REPLACE FUNCTION core.allocations_of(accounts uuid[]) RETURNS SETOF core.allocations
LANGUAGE sql STABLE
AS $$
    SELECT a.* FROM core.entries AS e
    JOIN core.allocations AS a ON a.journal_id = e.journal_id
    WHERE e.member_id = ANY (allocations_of.accounts) AND e.account = 'available'
    UNION ALL
    SELECT a.* FROM core.allocations AS a WHERE allocations_of.accounts IS NULL
$$;
