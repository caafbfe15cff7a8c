-- Why points may not be granted to a member, whatever the budget, or NULL.
CREATE OR REPLACE FUNCTION core.grant_obstacle(
    admin_id uuid, allowed_roles text[], resource text, member_id uuid, expires_at timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE WHEN NOT core.staff_covers_member(admin_id, allowed_roles, resource, member_id)
                    THEN 'member_not_found'
                WHEN expires_at <= now() THEN 'expiry_past' END;
END
$$;
