-- The caller's own account of the staff, with the grants that hold.
CREATE OR REPLACE FUNCTION api.admin_me_get(caller_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT json_build_object(
        'id', a.id, 'login', a.login, 'display_name', a.display_name,
        'organisation', (SELECT json_build_object('id', o.id, 'name', o.name)
                         FROM core.organisations AS o WHERE o.id = a.organisation_id),
        'grants', (SELECT coalesce(json_agg(core.role_grant_json(g) ORDER BY g.id), '[]')
                   FROM core.role_grants AS g WHERE g.admin_id = a.id AND core.grant_is_live(g)),
        'password_set_at', a.password_set_at,
        'recovery_codes_left', (SELECT count(*) FROM core.recovery_codes AS c
                                WHERE c.admin_id = a.id AND c.used_at IS NULL)) INTO body
    FROM core.admins AS a
    WHERE a.id = admin_me_get.caller_id AND core.roles_of(NULL, a.id) IS NOT NULL;
    outcome := CASE WHEN body IS NULL THEN 'staff_unknown' ELSE 'ok' END;
END
$$;
