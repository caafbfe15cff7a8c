-- Ends a session for good; a second call changes nothing.
CREATE OR REPLACE FUNCTION core.session_revoke(family_id uuid, reason text) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    UPDATE core.session_families SET revoked_at = now(), revoked_reason = session_revoke.reason
    WHERE id = session_revoke.family_id AND revoked_at IS NULL
$$;
