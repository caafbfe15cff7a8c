-- Begins a session with its first refresh token; exactly one of member_id and admin_id is given.
-- Returns the family's id, which is the session's.
CREATE OR REPLACE FUNCTION core.session_open(member_id uuid, admin_id uuid, refresh_hash bytea)
RETURNS uuid
LANGUAGE sql VOLATILE
AS $$
    WITH family AS (
        INSERT INTO core.session_families AS f (member_id, admin_id)
        VALUES (session_open.member_id, session_open.admin_id)
        RETURNING f.id, core.session_expiry(f) AS expires_at
    )
    INSERT INTO core.refresh_tokens (hash, family_id, expires_at)
    SELECT session_open.refresh_hash, family.id, family.expires_at FROM family
    RETURNING family_id
$$;
