-- The end of a sign-in with password and code. proved: the password was right; totp_step or
-- recovery_hash: the code that was. A password that was given to somebody (password_expires_at) opens
-- nothing but the way to one of their own: password_change_required unless new_hash comes with it.
-- What is wrong is never said: credentials_invalid for everything.
CREATE OR REPLACE FUNCTION api.auth_admin(
    admin_id uuid, proved boolean, totp_step bigint, recovery_hash bytea, new_hash text,
    account_key bytea, address_key bytea, refresh_hash bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT subject uuid, OUT roles text, OUT session_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    staff core.admins;
BEGIN
    SELECT a.* INTO staff FROM core.admins AS a WHERE a.id = auth_admin.admin_id FOR NO KEY UPDATE;
    IF staff.id IS NULL OR NOT proved OR staff.password_expires_at <= now()
       OR NOT core.second_factor_is_right(staff, totp_step, recovery_hash)
       OR core.roles_of(NULL, admin_id) IS NULL THEN
        outcome := 'credentials_invalid';
        PERFORM core.sign_in_lock_note(staff.id, account_key, request_id);
        RETURN;
    END IF;
    PERFORM core.sign_in_succeed(account_key, address_key);
    IF staff.password_expires_at IS NOT NULL AND new_hash IS NULL THEN
        outcome := 'password_change_required';
        RETURN;
    END IF;
    PERFORM core.second_factor_spend(admin_id, totp_step, recovery_hash);
    IF new_hash IS NOT NULL THEN
        PERFORM core.sessions_revoke(NULL, admin_id, 'password');
        PERFORM core.password_set(admin_id, new_hash, NULL);
    END IF;
    SELECT o.outcome, o.body, o.subject, o.roles, o.session_id
    INTO outcome, body, subject, roles, session_id
    FROM core.session_begin(NULL, admin_id, refresh_hash, 'auth_admin', request_id) AS o;
END
$$;
