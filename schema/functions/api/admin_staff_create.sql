-- Makes an account of the staff, with a first role if one is named. The id was made outside, for the
-- secret is sealed for it.
CREATE OR REPLACE FUNCTION api.admin_staff_create(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid, login text,
    display_name text, organisation_id uuid, role text, includes_below boolean,
    expires_at timestamptz, reason text, password_hash text, totp_sealed bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT password_expires_at text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    wanted core.role_grants;
BEGIN
    wanted.admin_id := admin_staff_create.admin_id;
    wanted.role := admin_staff_create.role;
    wanted.organisation_id := admin_staff_create.organisation_id;
    wanted.includes_below := admin_staff_create.includes_below;
    wanted.expires_at := admin_staff_create.expires_at;
    wanted.reason := admin_staff_create.reason;
    IF NOT core.staff_covers(caller_id, allowed_roles, resource, organisation_id) THEN
        outcome := 'organisation_not_found';
    ELSIF role IS NOT NULL THEN
        outcome := core.role_grant_refusal(caller_id, allowed_roles, resource, wanted);
    END IF;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    INSERT INTO core.admins AS a (id, login, display_name, organisation_id, created_by)
    VALUES (admin_staff_create.admin_id, admin_staff_create.login, admin_staff_create.display_name,
            admin_staff_create.organisation_id, caller_id)
    ON CONFLICT ON CONSTRAINT admins_login_key DO NOTHING;
    IF NOT FOUND THEN
        outcome := 'login_taken';
        RETURN;
    END IF;
    PERFORM core.staff_credentials_set(admin_id, password_hash, totp_sealed, NULL);
    PERFORM core.audit_write('admin', caller_id, 'admin_staff_create', organisation_id, 'admin',
        admin_id, jsonb_build_object('login', login), reason, request_id);
    IF role IS NOT NULL THEN
        PERFORM core.role_grant_insert(caller_id, 'admin_staff_create', wanted, request_id);
    END IF;
    outcome := 'ok';
    SELECT to_json(a.password_expires_at) #>> '{}' INTO password_expires_at FROM core.admins AS a
    WHERE a.id = admin_staff_create.admin_id;
END
$$;
