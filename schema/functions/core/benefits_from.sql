-- The organisation of an account in good standing whose person belongs to a union: who may draw and
-- order. NULL for everybody else.
CREATE OR REPLACE FUNCTION core.benefits_from(member_id uuid) RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT s.organisation_id FROM core.members AS m
        JOIN core.memberships AS s
            ON s.person_id = m.person_id AND s.is_primary AND upper_inf(s.span)
        WHERE m.id = benefits_from.member_id AND m.status = 'active');
END
$$;
