-- Lets a suspended account of the staff sign in again.
CREATE OR REPLACE FUNCTION api.admin_staff_resume(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := core.staff_stand(caller_id, allowed_roles, resource, admin_id, 'active',
                                'admin_staff_resume', reason, request_id);
    IF outcome = 'ok' THEN
        SELECT core.staff_json(a) INTO body FROM core.admins AS a
        WHERE a.id = admin_staff_resume.admin_id;
    END IF;
END
$$;
