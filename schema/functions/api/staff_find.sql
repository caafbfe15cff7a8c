-- The id of an account of the staff.
CREATE OR REPLACE FUNCTION api.staff_find(login text, OUT outcome text, OUT body json, OUT admin_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT a.id INTO admin_id FROM core.admins AS a WHERE a.login = staff_find.login;
    outcome := CASE WHEN admin_id IS NULL THEN 'staff_not_found' ELSE 'ok' END;
END
$$;
