-- By which role one of the staff acts for an office that core.staff_office gave: the first of
-- allowed_roles that they hold there.
CREATE OR REPLACE FUNCTION core.staff_role(admin_id uuid, allowed_roles text[], resource text,
                                           office_id uuid)
RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT g.role
    FROM core.staff_grants(staff_role.admin_id, staff_role.allowed_roles, staff_role.resource) AS g
    WHERE g.organisation_id = staff_role.office_id
    ORDER BY array_position(staff_role.allowed_roles, g.role)
    LIMIT 1
$$;
