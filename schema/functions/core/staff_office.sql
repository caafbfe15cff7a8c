-- The organisation for which one of the staff acts on another: the nearest, that one or one above it,
-- where they hold such a grant. NULL when they have no say there. This is the one place that says
-- what "within my subtree" means. In PL/pgSQL, which keeps its plan: everything that staff do asks
-- for it.
CREATE OR REPLACE FUNCTION core.staff_office(admin_id uuid, allowed_roles text[], resource text,
                                             organisation_id uuid)
RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT office.id
        FROM core.staff_grants(staff_office.admin_id, staff_office.allowed_roles,
                               staff_office.resource) AS g
        JOIN core.organisations AS office ON office.id = g.organisation_id
        JOIN core.organisations AS place ON place.id = staff_office.organisation_id
        WHERE office.id = place.id OR (g.includes_below AND starts_with(place.path, office.path))
        ORDER BY length(office.path) DESC
        LIMIT 1);
END
$$;
