-- Keeps a new secret of one of the staff for ten minutes, until they have shown a code of it.
CREATE OR REPLACE FUNCTION api.admin_totp_begin(
    caller_id uuid, proved boolean, totp_next_sealed bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT expires_at text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := core.password_judged(caller_id, proved);
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    UPDATE core.admins AS a
    SET totp_next_sealed = admin_totp_begin.totp_next_sealed,
        totp_next_expires_at = now() + interval '10 minutes'
    WHERE a.id = admin_totp_begin.caller_id;
    PERFORM core.audit_write('admin', caller_id, 'admin_totp_begin', core.staff_place(caller_id),
        'admin', caller_id, NULL, NULL, request_id);
    outcome := 'ok';
    expires_at := to_json(now() + interval '10 minutes') #>> '{}';
END
$$;
