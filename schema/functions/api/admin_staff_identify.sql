-- Tells which member somebody of the staff is, so that they decide nothing about themselves; a NULL
-- member_id takes it back.
CREATE OR REPLACE FUNCTION api.admin_staff_identify(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid, member_id uuid, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := core.staff_refusal(caller_id, allowed_roles, resource, admin_id, false);
    IF outcome IS NULL AND member_id IS NOT NULL
       AND NOT core.staff_covers_member(caller_id, allowed_roles, resource, member_id) THEN
        outcome := 'member_not_found';
    END IF;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    UPDATE core.admins AS a
    SET person_id = (SELECT m.person_id FROM core.members AS m
                     WHERE m.id = admin_staff_identify.member_id)
    WHERE a.id = admin_staff_identify.admin_id;
    PERFORM core.audit_write('admin', caller_id, 'admin_staff_identify', core.staff_place(admin_id),
                             'admin', admin_id, jsonb_build_object('member_id', member_id), reason,
                             request_id);
    outcome := 'ok';
    body := json_build_object('admin_id', admin_id, 'member_id', member_id);
END
$$;
