-- Why one of the staff may not look after this account: staff_not_found, own_account, or
-- role_not_grantable, when it holds a role that they could not give. Whoever resets an account could
-- be it, so that is refused of roles too that one person alone cannot give. NULL when they may; the
-- account is locked.
CREATE OR REPLACE FUNCTION core.staff_refusal(
    caller_id uuid, allowed_roles text[], resource text, admin_id uuid, is_reset boolean)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.admins AS a
    WHERE a.id = staff_refusal.admin_id
        AND core.staff_covers(caller_id, allowed_roles, resource, a.organisation_id)
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'staff_not_found';
    ELSIF caller_id = admin_id THEN
        RETURN 'own_account';
    ELSIF EXISTS (
        SELECT FROM core.role_grants AS g
        WHERE g.admin_id = staff_refusal.admin_id AND core.grant_is_live(g)
            AND ((is_reset AND g.role = 'platform_admin') OR NOT core.role_is_grantable(
                     caller_id, allowed_roles, resource, g.role, g.organisation_id))) THEN
        RETURN 'role_not_grantable';
    END IF;
    RETURN NULL;
END
$$;
