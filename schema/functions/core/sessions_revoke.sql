-- Ends every session of an account; exactly one of member_id and admin_id is given. Access tokens that
-- are out live on for their 15 minutes, so what must stop at once is checked in the statements too.
CREATE OR REPLACE FUNCTION core.sessions_revoke(member_id uuid, admin_id uuid, reason text)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT core.session_revoke(f.id, sessions_revoke.reason) FROM core.session_families AS f
    WHERE f.subject_id = coalesce(sessions_revoke.member_id, sessions_revoke.admin_id)
        AND f.revoked_at IS NULL
    ORDER BY f.id
$$;
