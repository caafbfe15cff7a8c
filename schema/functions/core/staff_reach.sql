-- The parts of the tree where one of the staff holds such a grant: the path of each part's root, and
-- whether what stands below it belongs to the part. With an organisation, only what lies at it or
-- below it. A part may lie within another.
CREATE OR REPLACE FUNCTION core.staff_reach(admin_id uuid, allowed_roles text[], resource text,
                                            organisation_id uuid)
RETURNS TABLE (root text, includes_below boolean)
LANGUAGE sql STABLE
AS $$
    SELECT DISTINCT
        CASE WHEN starts_with(place.path, office.path) THEN place.path ELSE office.path END,
        g.includes_below
    FROM core.staff_grants(staff_reach.admin_id, staff_reach.allowed_roles,
                           staff_reach.resource) AS g
    JOIN core.organisations AS office ON office.id = g.organisation_id
    LEFT JOIN core.organisations AS place ON place.id = staff_reach.organisation_id
    WHERE staff_reach.organisation_id IS NULL OR starts_with(office.path, place.path)
        OR (g.includes_below AND starts_with(place.path, office.path))
$$;
