-- True while the session is not revoked and its person still has the role it was opened with.
CREATE OR REPLACE FUNCTION core.session_is_live(family core.session_families) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT family.revoked_at IS NULL AND CASE WHEN family.role = 'member'
        THEN EXISTS (SELECT FROM core.members
                     WHERE id = family.member_id AND status = 'active')
        ELSE EXISTS (SELECT FROM core.admins
                     WHERE id = family.admin_id AND status = 'active' AND role = family.role)
        END
$$;
