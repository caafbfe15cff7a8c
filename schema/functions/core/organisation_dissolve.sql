-- Ends an organisation, or lets it go on in another one; roles held there end with it, and the staff,
-- the merchants and the stations that it looked after go to the other one, or to the one above.
CREATE OR REPLACE FUNCTION core.organisation_dissolve(organisation_id uuid, merged_into uuid,
                                                      admin_id uuid)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.organisations AS o
    SET status = 'dissolved', merged_into = organisation_dissolve.merged_into
    WHERE o.id = organisation_dissolve.organisation_id;
    UPDATE core.merchants AS m
    SET organisation_id = coalesce(organisation_dissolve.merged_into, o.parent_id)
    FROM core.organisations AS o
    WHERE o.id = organisation_dissolve.organisation_id AND m.organisation_id = o.id;
    UPDATE core.stations AS s
    SET organisation_id = coalesce(organisation_dissolve.merged_into, o.parent_id)
    FROM core.organisations AS o
    WHERE o.id = organisation_dissolve.organisation_id AND s.organisation_id = o.id;
    UPDATE core.role_grants AS g
    SET revoked_at = now(), revoked_by = organisation_dissolve.admin_id
    WHERE g.organisation_id = organisation_dissolve.organisation_id AND core.grant_is_live(g);
    UPDATE core.admins AS a
    SET organisation_id = coalesce(organisation_dissolve.merged_into, o.parent_id)
    FROM core.organisations AS o
    WHERE o.id = organisation_dissolve.organisation_id AND a.organisation_id = o.id
$$;
