-- Gives an account what its owner signs in with for the first time, or after having lost it: a password
-- that must be replaced within three days, and the sealed secret of their codes. Whatever was before
-- ends: sessions, recovery codes, and the failures that locked it.
CREATE OR REPLACE FUNCTION core.staff_credentials_set(
    admin_id uuid, password_hash text, totp_sealed bytea, account_key bytea)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.password_set(admin_id, password_hash, now() + interval '72 hours');
    UPDATE core.admins AS a
    SET totp_sealed = staff_credentials_set.totp_sealed, totp_last_step = 0,
        totp_next_sealed = NULL, totp_next_expires_at = NULL
    WHERE a.id = staff_credentials_set.admin_id;
    DELETE FROM core.recovery_codes AS c WHERE c.admin_id = staff_credentials_set.admin_id;
    UPDATE core.sign_in_failures AS f SET failures = 0, locked_until = NULL
    WHERE (f.kind, f.key) IN (('account', account_key), ('password', uuid_send(admin_id)));
    PERFORM core.sessions_revoke(NULL, admin_id, 'password');
END
$$;
