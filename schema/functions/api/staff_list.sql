-- Every account of the staff with its live grants, a line each, for whoever runs the machine.
CREATE OR REPLACE FUNCTION api.staff_list(OUT outcome text, OUT body json, OUT lines text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT string_agg(format('%s %s %s %s', rpad(a.login, 24), rpad(a.status, 10),
        rpad(CASE WHEN a.password_hash IS NULL THEN 'no password'
                  WHEN a.password_expires_at <= now() THEN 'expired'
                  WHEN a.password_expires_at IS NOT NULL THEN 'one-time' ELSE 'own' END, 12),
        coalesce((SELECT string_agg(format('%s@%s%s', g.role, o.code,
                      ' until ' || (g.expires_at AT TIME ZONE 'Asia/Shanghai')::date), ', ' ORDER BY g.id)
                  FROM core.role_grants AS g JOIN core.organisations AS o ON o.id = g.organisation_id
                  WHERE g.admin_id = a.id AND core.grant_is_live(g)), 'no role')),
        E'\n' ORDER BY a.login) INTO lines
    FROM core.admins AS a;
    outcome := 'ok';
END
$$;
