-- A first account of the staff, made by whoever runs the machine (liangonghui staff create): without
-- organisation_code at the top of the tree. While there is no organisation at all, one with
-- organisation_name is made: the province's, under which all others will stand.
CREATE OR REPLACE FUNCTION api.staff_create(
    admin_id uuid, login text, display_name text, organisation_code text,
    organisation_name text, role text, password_hash text, totp_sealed bytea, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    place uuid;
BEGIN
    IF role <> ALL (ARRAY['admin', 'auditor', 'finance', 'platform_admin'])
       OR login !~ '^[a-z][a-z0-9_.-]{2,39}$' THEN
        outcome := 'validation_failed';
        RETURN;
    ELSIF EXISTS (SELECT FROM core.admins AS a WHERE a.login = staff_create.login) THEN
        outcome := 'login_taken';
        RETURN;
    END IF;
    INSERT INTO core.organisations (code, name, level, path)
    SELECT organisation_code, organisation_name, 'province', ''
    WHERE organisation_name IS NOT NULL AND organisation_code ~ '^[0-9]{2}0000$'
        AND NOT EXISTS (SELECT FROM core.organisations);
    SELECT o.id INTO place FROM core.organisations AS o
    WHERE CASE WHEN organisation_code IS NULL THEN o.parent_id IS NULL
               ELSE o.code = organisation_code END
    ORDER BY o.created_at LIMIT 1;
    IF place IS NULL THEN
        outcome := 'organisation_not_found';
    ELSE
        INSERT INTO core.admins (id, login, display_name, organisation_id)
        VALUES (staff_create.admin_id, staff_create.login, staff_create.display_name, place);
        INSERT INTO core.role_grants (admin_id, role, organisation_id, reason)
        VALUES (staff_create.admin_id, staff_create.role, place, 'liangonghui staff create');
        PERFORM core.staff_credentials_set(admin_id, password_hash, totp_sealed, NULL);
        PERFORM core.audit_write('system', NULL, 'staff_create', place, 'admin', admin_id,
            jsonb_build_object('login', login, 'role', role), NULL, request_id);
        outcome := 'ok';
    END IF;
END
$$;
