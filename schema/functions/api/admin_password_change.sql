-- One of the staff takes a new password, and their other sessions end. Without new_hash, because the
-- new one is too weak, nothing happens but that the old one is judged.
CREATE OR REPLACE FUNCTION api.admin_password_change(
    caller_id uuid, session_id uuid, proved boolean, new_hash text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := core.password_judged(caller_id, proved);
    IF outcome IS NOT NULL OR new_hash IS NULL THEN
        outcome := coalesce(outcome, 'ok');
        RETURN;
    END IF;
    PERFORM core.password_set(caller_id, new_hash, NULL);
    PERFORM core.session_revoke(f.id, 'password') FROM core.session_families AS f
    WHERE f.admin_id = admin_password_change.caller_id AND f.revoked_at IS NULL
        AND f.id <> admin_password_change.session_id;
    PERFORM core.audit_write('admin', caller_id, 'admin_password_change',
        core.staff_place(caller_id), 'admin', caller_id, NULL, NULL, request_id);
    outcome := 'ok';
END
$$;
