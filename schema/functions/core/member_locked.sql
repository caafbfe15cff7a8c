-- The person behind an active account, locked until the transaction ends, and where they belong; NULLs
-- for a guest and for an account that may not act.
CREATE OR REPLACE FUNCTION core.member_locked(member_id uuid, OUT person_id uuid,
                                              OUT organisation_id uuid)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    SELECT p.id INTO person_id
    FROM core.members AS m
    JOIN core.people AS p ON p.id = m.person_id
    WHERE m.id = member_locked.member_id AND m.status = 'active'
    FOR UPDATE OF p;
    organisation_id := core.membership_of(person_id);
END
$$;
