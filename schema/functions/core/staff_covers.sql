-- True when one of the staff member's live grants has one of the roles, for this kind of thing, in the
-- organisation or above it. This is the one place that says what "within my subtree" means. Unknown
-- ids, a NULL organisation and accounts that may not act give false.
CREATE OR REPLACE FUNCTION core.staff_covers(admin_id uuid, allowed_roles text[], resource text,
                                             organisation_id uuid)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.role_grants AS g
        JOIN core.admins AS a ON a.id = g.admin_id AND a.status = 'active'
        JOIN core.organisations AS office ON office.id = g.organisation_id
        JOIN core.organisations AS place ON place.id = staff_covers.organisation_id
        WHERE g.admin_id = staff_covers.admin_id AND g.role = ANY (staff_covers.allowed_roles)
          AND core.grant_is_live(g)
          AND (g.resources IS NULL OR staff_covers.resource = ANY (g.resources))
          AND (office.id = place.id
               OR (g.includes_below AND starts_with(place.path, office.path))))
$$;
