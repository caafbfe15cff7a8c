-- The organisation of a member's open primary membership; NULL for who belongs nowhere.
CREATE OR REPLACE FUNCTION core.organisation_of(member_id uuid) RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT s.organisation_id FROM core.members AS m
        JOIN core.memberships AS s
            ON s.person_id = m.person_id AND s.is_primary AND upper_inf(s.span)
        WHERE m.id = organisation_of.member_id);
END
$$;
