-- Why this account may not be given a role: role_grant_misfit, staff_not_found, member_not_found,
-- own_account, duties_not_separate or role_grant_exists. NULL when it may. Locks an account of the
-- staff, so that two grants that must not meet cannot pass each other.
CREATE OR REPLACE FUNCTION core.role_holder_refusal(
    caller_id uuid, allowed_roles text[], resource text, wanted core.role_grants)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF num_nonnulls(wanted.admin_id, wanted.member_id) <> 1
       OR (wanted.organisation_id IS NULL) <> (wanted.member_id IS NOT NULL) THEN
        RETURN 'role_grant_misfit';
    ELSIF wanted.member_id IS NOT NULL AND NOT core.staff_covers_member(
              caller_id, allowed_roles, resource, wanted.member_id) THEN
        RETURN 'member_not_found';
    ELSIF wanted.admin_id = caller_id THEN
        RETURN 'own_account';
    ELSIF wanted.admin_id IS NOT NULL THEN
        PERFORM FROM core.admins AS a
        WHERE a.id = wanted.admin_id
            AND core.staff_covers(caller_id, allowed_roles, resource, a.organisation_id)
        FOR NO KEY UPDATE;
        IF NOT FOUND THEN
            RETURN 'staff_not_found';
        END IF;
    END IF;
    IF EXISTS (
        SELECT FROM core.role_grants AS g
        JOIN core.separate_duties AS d ON d.role = wanted.role AND d.other = g.role
        JOIN core.organisations AS mine ON mine.id = g.organisation_id
        JOIN core.organisations AS o ON o.id = wanted.organisation_id
        WHERE g.admin_id = wanted.admin_id AND core.grant_is_live(g)
            AND (mine.id = o.id OR (g.includes_below AND starts_with(o.path, mine.path))
                 OR (wanted.includes_below AND starts_with(mine.path, o.path)))) THEN
        RETURN 'duties_not_separate';
    ELSIF EXISTS (
        SELECT FROM core.role_grants AS g
        WHERE (g.admin_id = wanted.admin_id OR g.member_id = wanted.member_id)
            AND g.role = wanted.role AND core.grant_is_live(g)
            AND (g.organisation_id, g.station_id, g.merchant_id, g.includes_below, g.resources,
                 g.expires_at)
                IS NOT DISTINCT FROM (wanted.organisation_id, wanted.station_id, wanted.merchant_id,
                                      wanted.includes_below, wanted.resources, wanted.expires_at)) THEN
        RETURN 'role_grant_exists';
    END IF;
    RETURN NULL;
END
$$;
