-- An organisation in a staff member's subtree; NULL for all others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.organisation_covered(admin_id uuid, allowed_roles text[],
                                                     resource text, organisation_id uuid)
RETURNS core.organisations
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT o FROM core.organisations AS o
            WHERE o.id = organisation_covered.organisation_id
                AND core.staff_covers(organisation_covered.admin_id, organisation_covered.allowed_roles,
                                      organisation_covered.resource, o.id));
END
$$;
