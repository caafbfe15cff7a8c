-- Takes a role back; a second time changes nothing. An account of the staff that has none left is
-- signed out.
CREATE OR REPLACE FUNCTION api.role_grant_revoke(
    caller_id uuid, allowed_roles text[], resource text, role_grant_id uuid, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    granted core.role_grants;
    place uuid;
BEGIN
    SELECT g.* INTO granted FROM core.role_grants AS g WHERE g.id = role_grant_revoke.role_grant_id;
    place := core.role_grant_place(granted);
    IF granted.id IS NULL OR NOT core.staff_covers(caller_id, allowed_roles, resource, place) THEN
        outcome := 'role_grant_not_found';
    ELSIF NOT core.role_is_grantable(caller_id, allowed_roles, resource, granted.role, place) THEN
        outcome := 'role_not_grantable';
    ELSIF granted.role = 'platform_admin' AND core.grant_is_live(granted)
          AND core.platform_admins_left(granted.admin_id) = 0 THEN
        outcome := 'last_platform_admin';
    ELSE
        UPDATE core.role_grants AS g SET revoked_at = now(), revoked_by = caller_id
        WHERE g.id = granted.id AND g.revoked_at IS NULL;
        IF FOUND THEN
            PERFORM core.audit_write('admin', caller_id, 'role_grant_revoke', place, 'role_grant',
                granted.id, jsonb_build_object('role', granted.role), reason, request_id);
        END IF;
        IF granted.admin_id IS NOT NULL AND core.roles_of(NULL, granted.admin_id) IS NULL THEN
            PERFORM core.sessions_revoke(NULL, granted.admin_id, 'rights');
        END IF;
        SELECT core.role_grant_json(g) INTO body FROM core.role_grants AS g WHERE g.id = granted.id;
        outcome := 'ok';
    END IF;
END
$$;
