-- Exchanges a refresh token for its successor. The family's lock comes first, so that a rotation,
-- a reuse and a logout of the same session never cross. Renewing changes nothing that anybody is told
-- of and leaves no row in the audit; a session that ends because a token was copied does.
CREATE OR REPLACE FUNCTION api.auth_refresh(
    refresh_hash bytea, next_hash bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT subject uuid, OUT roles text, OUT session_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    family core.session_families;
BEGIN
    SELECT f.* INTO family FROM core.session_families AS f
    WHERE f.id = (SELECT t.family_id FROM core.refresh_tokens AS t
                  WHERE t.hash = auth_refresh.refresh_hash)
    FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT core.session_is_live(family) THEN
        outcome := 'refresh_token_invalid';
        RETURN;
    END IF;
    outcome := core.session_rotate(family.id, refresh_hash, next_hash);
    IF outcome = 'ok' THEN
        subject := family.subject_id;
        roles := core.roles_of(family.member_id, family.admin_id);
        session_id := family.id;
        body := json_build_object('member_id', family.member_id);
    ELSIF outcome = 'refresh_token_reused' THEN
        PERFORM core.audit_write(
            'system', NULL, 'auth_refresh',
            coalesce(core.organisation_of(family.member_id), core.staff_place(family.admin_id)),
            'session', family.id, '{"revoked_reason": "reuse"}', NULL, request_id);
    END IF;
END
$$;
