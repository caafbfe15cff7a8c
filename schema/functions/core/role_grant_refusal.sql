-- Why one of the staff may not give a role, whoever to: role_grant_misfit, expiry_past,
-- organisation_not_found, station_not_found, merchant_not_found or role_not_grantable. NULL when they
-- may: a grant of their own reaches as far, includes those things, and lasts as long.
CREATE OR REPLACE FUNCTION core.role_grant_refusal(
    caller_id uuid, allowed_roles text[], resource text, wanted core.role_grants)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    place uuid := core.role_grant_place(wanted);
BEGIN
    IF num_nonnulls(wanted.organisation_id, wanted.station_id, wanted.merchant_id) <> 1
       OR (wanted.role = 'station_keeper') <> (wanted.station_id IS NOT NULL)
       OR (wanted.role = 'merchant_staff') <> (wanted.merchant_id IS NOT NULL)
       OR (wanted.role = 'platform_admin' AND EXISTS (
           SELECT FROM core.organisations AS o WHERE o.id = place AND o.parent_id IS NOT NULL)) THEN
        RETURN 'role_grant_misfit';
    ELSIF wanted.expires_at <= now() THEN
        RETURN 'expiry_past';
    ELSIF NOT core.staff_covers(caller_id, allowed_roles, resource, place) THEN
        RETURN CASE WHEN wanted.station_id IS NOT NULL THEN 'station_not_found'
                    WHEN wanted.merchant_id IS NOT NULL THEN 'merchant_not_found'
                    ELSE 'organisation_not_found' END;
    ELSIF NOT EXISTS (
        SELECT FROM core.staff_grants(caller_id, allowed_roles, resource) AS g
        JOIN core.grantable_roles AS r ON r.by_role = g.role AND r.role = wanted.role
        JOIN core.organisations AS office ON office.id = g.organisation_id
        JOIN core.organisations AS o ON o.id = place
        WHERE (office.id = o.id OR (g.includes_below AND starts_with(o.path, office.path)))
            AND (g.includes_below OR NOT wanted.includes_below OR wanted.organisation_id IS NULL)
            AND (g.resources IS NULL OR coalesce(wanted.resources <@ g.resources, false))
            AND (g.expires_at IS NULL OR coalesce(wanted.expires_at <= g.expires_at, false))) THEN
        RETURN 'role_not_grantable';
    END IF;
    RETURN NULL;
END
$$;
