-- Takes one way to sign in away, and ends the sessions that rest on it. The last one stays: without it
-- nobody could get at the account and its points any more. All of the caller's identities are locked,
-- so that two of them cannot go at once.
CREATE OR REPLACE FUNCTION api.me_identity_delete(caller_id uuid, identity_id uuid, request_id uuid,
                                                  OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    held uuid[];
    gone text;
BEGIN
    SELECT array_agg(mine.id) INTO held FROM (
        SELECT i.id FROM core.identities AS i WHERE i.member_id = me_identity_delete.caller_id
        ORDER BY i.id FOR UPDATE) AS mine;
    IF identity_id <> ALL (coalesce(held, '{}')) THEN
        outcome := 'identity_not_found';
        RETURN;
    END IF;
    IF cardinality(held) = 1 THEN
        outcome := 'identity_last';
        RETURN;
    END IF;
    PERFORM core.session_revoke(f.id, 'identity') FROM core.session_families AS f
    WHERE f.identity_id = me_identity_delete.identity_id;
    DELETE FROM core.identities AS i WHERE i.id = me_identity_delete.identity_id
    RETURNING i.appid INTO gone;
    PERFORM core.audit_write('member', caller_id, 'me_identity_delete',
                             core.organisation_of(caller_id), 'identity', identity_id,
                             jsonb_build_object('appid', gone), NULL, request_id);
    outcome := 'ok';
END
$$;
