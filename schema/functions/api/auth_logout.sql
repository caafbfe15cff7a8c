-- Ends the caller's session. An access token that is still out lives on until it expires.
CREATE OR REPLACE FUNCTION api.auth_logout(caller_id uuid, session_id uuid, request_id uuid,
                                           OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    family core.session_families;
BEGIN
    SELECT f.* INTO family FROM core.session_families AS f
    WHERE f.id = auth_logout.session_id AND f.subject_id = auth_logout.caller_id
        AND f.revoked_at IS NULL
    FOR NO KEY UPDATE;
    IF FOUND THEN
        PERFORM core.session_revoke(family.id, 'logout');
        PERFORM core.audit_write(
            CASE WHEN family.admin_id IS NULL THEN 'member' ELSE 'admin' END, caller_id,
            'auth_logout',
            coalesce(core.organisation_of(family.member_id), core.staff_place(family.admin_id)),
            'session', family.id, NULL, NULL, request_id);
    END IF;
    outcome := 'ok';
END
$$;
