-- The secret whose code somebody has shown (totp_step) becomes the account's, with new recovery codes
-- (SHA-256 in hex); the old ones end. totp_next_sealed is the one that was judged.
CREATE OR REPLACE FUNCTION api.admin_totp_confirm(
    caller_id uuid, totp_next_sealed bytea, totp_step bigint, recovery_hashes text[], request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    IF totp_step IS NULL THEN
        outcome := 'otp_invalid';
        RETURN;
    END IF;
    UPDATE core.admins AS a
    SET totp_sealed = a.totp_next_sealed, totp_last_step = totp_step, totp_next_sealed = NULL,
        totp_next_expires_at = NULL
    WHERE a.id = admin_totp_confirm.caller_id AND core.roles_of(NULL, a.id) IS NOT NULL
        AND a.totp_next_sealed = admin_totp_confirm.totp_next_sealed
        AND a.totp_next_expires_at > now();
    IF NOT FOUND THEN
        outcome := 'totp_not_begun';
        RETURN;
    END IF;
    DELETE FROM core.recovery_codes AS c WHERE c.admin_id = admin_totp_confirm.caller_id;
    INSERT INTO core.recovery_codes (admin_id, hash)
    SELECT admin_totp_confirm.caller_id, decode(fresh.hash, 'hex')
    FROM unnest(recovery_hashes) AS fresh (hash);
    PERFORM core.audit_write('admin', caller_id, 'admin_totp_confirm', core.staff_place(caller_id),
        'admin', caller_id, NULL, NULL, request_id);
    outcome := 'ok';
END
$$;
