-- The staff who may act on what stands below an organisation: by a live grant there or above it.
CREATE OR REPLACE FUNCTION core.admins_over(organisation_id uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE
AS $$
    SELECT DISTINCT g.admin_id
    FROM core.organisations AS place
    JOIN core.organisations AS office
        ON office.code = ANY (string_to_array(place.path, '/'))
    JOIN core.role_grants AS g ON g.organisation_id = office.id
    WHERE place.id = admins_over.organisation_id
        AND g.includes_below AND g.admin_id IS NOT NULL AND core.grant_is_live(g)
$$;
