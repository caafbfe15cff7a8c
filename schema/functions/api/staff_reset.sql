-- Gives an account new things to sign in with, by whoever runs the machine (liangonghui staff reset).
CREATE OR REPLACE FUNCTION api.staff_reset(
    admin_id uuid, password_hash text, totp_sealed bytea, account_key bytea, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    PERFORM core.staff_credentials_set(admin_id, password_hash, totp_sealed, account_key);
    PERFORM core.audit_write('system', NULL, 'staff_reset', core.staff_place(admin_id), 'admin',
        admin_id, NULL, NULL, request_id);
    outcome := 'ok';
END
$$;
