-- Writes down that an account was locked, each time that it was; nothing for a name that nobody has.
CREATE OR REPLACE FUNCTION core.sign_in_lock_note(admin_id uuid, account_key bytea, request_id uuid)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT core.audit_write('system', NULL, 'auth_admin', core.staff_place(a.id), 'admin', a.id,
        jsonb_build_object('failures', f.failures, 'locked_until', f.locked_until), NULL,
        sign_in_lock_note.request_id)
    FROM core.admins AS a, core.sign_in_failures AS f
    WHERE a.id = sign_in_lock_note.admin_id AND f.kind = 'account'
        AND f.key = sign_in_lock_note.account_key AND f.locked_until > now()
$$;
