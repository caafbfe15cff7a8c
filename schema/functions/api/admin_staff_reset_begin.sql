-- The login of an account that the caller may reset.
CREATE OR REPLACE FUNCTION api.admin_staff_reset_begin(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid,
    OUT outcome text, OUT body json, OUT login text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := coalesce(core.staff_refusal(caller_id, allowed_roles, resource, admin_id, true), 'ok');
    IF outcome = 'ok' THEN
        SELECT a.login INTO login FROM core.admins AS a WHERE a.id = admin_staff_reset_begin.admin_id;
    END IF;
END
$$;
