-- Gives an account of the staff new things to sign in with; what it had before ends.
CREATE OR REPLACE FUNCTION api.admin_staff_reset(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid, reason text,
    password_hash text, totp_sealed bytea, account_key bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT password_expires_at text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := core.staff_refusal(caller_id, allowed_roles, resource, admin_id, true);
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM core.staff_credentials_set(admin_id, password_hash, totp_sealed, account_key);
    PERFORM core.audit_write('admin', caller_id, 'admin_staff_reset', core.staff_place(admin_id),
        'admin', admin_id, NULL, reason, request_id);
    outcome := 'ok';
    SELECT to_json(a.password_expires_at) #>> '{}' INTO password_expires_at FROM core.admins AS a
    WHERE a.id = admin_staff_reset.admin_id;
END
$$;
