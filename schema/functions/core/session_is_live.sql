-- True while the session is not revoked and its account may do something.
CREATE OR REPLACE FUNCTION core.session_is_live(family core.session_families) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT family.revoked_at IS NULL AND core.roles_of(family.member_id, family.admin_id) IS NOT NULL
$$;
