-- The live grants of one of the staff that have one of the roles and are for this kind of thing. None
-- for unknown ids and for accounts that may not act.
CREATE OR REPLACE FUNCTION core.staff_grants(admin_id uuid, allowed_roles text[], resource text)
RETURNS SETOF core.role_grants
LANGUAGE sql STABLE
AS $$
    SELECT g.*
    FROM core.role_grants AS g
    JOIN core.admins AS a ON a.id = g.admin_id AND a.status = 'active'
    WHERE g.admin_id = staff_grants.admin_id AND g.role = ANY (staff_grants.allowed_roles)
        AND core.grant_is_live(g)
        AND (g.resources IS NULL OR staff_grants.resource = ANY (g.resources))
$$;
