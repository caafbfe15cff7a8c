-- How many accounts may administer the platform apart from one. Locks their grants first, so that two
-- who dismiss each other do not leave nobody.
CREATE OR REPLACE FUNCTION core.platform_admins_left(without_admin_id uuid) RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.role_grants AS g
    WHERE g.role = 'platform_admin' AND g.revoked_at IS NULL ORDER BY g.id FOR UPDATE;
    RETURN (SELECT count(DISTINCT g.admin_id)
            FROM core.role_grants AS g JOIN core.admins AS a ON a.id = g.admin_id
            WHERE g.role = 'platform_admin' AND core.grant_is_live(g) AND a.status = 'active'
                AND a.id <> without_admin_id);
END
$$;
