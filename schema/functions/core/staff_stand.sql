-- Lets an account of the staff be active or suspended, and writes it down when it was not so already.
-- Of two platform administrators who suspend each other one is left.
CREATE OR REPLACE FUNCTION core.staff_stand(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid, standing text, action text,
    reason text, request_id uuid)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    refusal text := core.staff_refusal(caller_id, allowed_roles, resource, admin_id, false);
BEGIN
    IF refusal IS NOT NULL THEN
        RETURN refusal;
    ELSIF standing = 'suspended' AND core.roles_of(NULL, admin_id) LIKE '%platform_admin%'
          AND core.platform_admins_left(admin_id) = 0 THEN
        RETURN 'role_not_grantable'; -- the caller was one of them a moment ago
    END IF;
    UPDATE core.admins AS a SET status = standing
    WHERE a.id = staff_stand.admin_id AND a.status <> standing;
    IF FOUND THEN
        PERFORM core.audit_write('admin', caller_id, action, core.staff_place(admin_id), 'admin',
            admin_id, jsonb_build_object('status', standing), reason, request_id);
    END IF;
    IF standing = 'suspended' THEN
        PERFORM core.sessions_revoke(NULL, admin_id, 'suspended');
    END IF;
    RETURN 'ok';
END
$$;
