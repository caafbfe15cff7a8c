-- The secret that one of the staff has begun to set up, sealed.
CREATE OR REPLACE FUNCTION api.admin_totp_pending(
    caller_id uuid, OUT outcome text, OUT body json, OUT totp_next_sealed bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT a.totp_next_sealed INTO totp_next_sealed FROM core.admins AS a
    WHERE a.id = admin_totp_pending.caller_id AND a.totp_next_expires_at > now();
    outcome := CASE WHEN core.roles_of(NULL, caller_id) IS NULL THEN 'staff_unknown'
                    WHEN totp_next_sealed IS NULL THEN 'totp_not_begun' ELSE 'ok' END;
END
$$;
