-- The organisation where a person belongs now; NULL for nowhere.
CREATE OR REPLACE FUNCTION core.membership_of(person_id uuid) RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT s.organisation_id FROM core.memberships AS s
            WHERE s.person_id = membership_of.person_id AND s.is_primary AND upper_inf(s.span));
END
$$;
