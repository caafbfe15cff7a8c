-- Begins a session with its first refresh token; exactly one of member_id and admin_id is given.
-- Returns the family's id, which is the session's.
CREATE OR REPLACE FUNCTION core.session_open(member_id uuid, admin_id uuid, refresh_hash bytea)
RETURNS uuid
LANGUAGE sql VOLATILE
AS $$
    WITH family AS (
        INSERT INTO core.session_families (member_id, admin_id)
        VALUES (session_open.member_id, session_open.admin_id)
        RETURNING id
    )
    INSERT INTO core.refresh_tokens (hash, family_id)
    SELECT session_open.refresh_hash, family.id FROM family
    RETURNING family_id
$$;
