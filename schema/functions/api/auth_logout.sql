-- Ends the caller's session. An access token that is still out lives on until it expires.
CREATE OR REPLACE FUNCTION api.auth_logout(caller_id uuid, session_id uuid,
                                           OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    PERFORM core.session_revoke(f.id, 'logout') FROM core.session_families AS f
    WHERE f.id = auth_logout.session_id AND f.subject_id = auth_logout.caller_id;
    outcome := 'ok';
END
$$;
