-- What every way to sign in ends with: a session for an account that has proved itself, its row in
-- the audit, and what the tokens will say. account_unknown for an account that may do nothing, and
-- for none.
CREATE OR REPLACE FUNCTION core.session_begin(
    member_id uuid, admin_id uuid, refresh_hash bytea, action text, request_id uuid,
    OUT outcome text, OUT body json, OUT subject uuid, OUT roles text, OUT session_id uuid)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    roles := core.roles_of(member_id, admin_id);
    IF roles IS NULL THEN
        outcome := 'account_unknown';
        RETURN;
    END IF;
    subject := coalesce(member_id, admin_id);
    session_id := core.session_open(member_id, admin_id, refresh_hash);
    PERFORM core.audit_write(
        CASE WHEN admin_id IS NULL THEN 'member' ELSE 'admin' END, subject, action,
        coalesce(core.organisation_of(member_id), core.staff_place(admin_id)), 'session', session_id,
        NULL, NULL, request_id);
    outcome := 'ok';
    body := json_build_object('member_id', member_id);
END
$$;
