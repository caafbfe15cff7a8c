-- All entries of these accounts of members, by index; NULL: of all members.
CREATE OR REPLACE FUNCTION core.entries_of(accounts uuid[]) RETURNS SETOF core.entries
LANGUAGE sql STABLE
AS $$
    SELECT e.* FROM core.entries AS e
    WHERE e.member_id = ANY (entries_of.accounts) AND e.account = 'available'
    UNION ALL
    SELECT e.* FROM core.entries AS e
    WHERE e.member_id = ANY (entries_of.accounts) AND e.account IN ('held', 'pending', 'debt')
    UNION ALL
    SELECT e.* FROM core.entries AS e
    WHERE entries_of.accounts IS NULL AND e.member_id IS NOT NULL
$$;
