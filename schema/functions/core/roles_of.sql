-- What an account may do now, as words separated by blanks: "member station_keeper", "admin finance".
-- Exactly one of member_id and admin_id is given. NULL for an account that may do nothing.
CREATE OR REPLACE FUNCTION core.roles_of(member_id uuid, admin_id uuid) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT string_agg(held.role, ' ' ORDER BY held.ord)
    FROM (
        SELECT DISTINCT known.role, known.ord
        FROM unnest(ARRAY['member', 'admin', 'auditor', 'finance', 'platform_admin',
                          'station_keeper', 'merchant_staff'])
            WITH ORDINALITY AS known (role, ord)
        WHERE (known.role = 'member' AND roles_of.member_id IS NOT NULL)
            OR EXISTS (SELECT FROM core.role_grants AS g
                       WHERE (g.member_id = roles_of.member_id OR g.admin_id = roles_of.admin_id)
                           AND g.role = known.role AND core.grant_is_live(g))
            OR (known.role = 'merchant_staff' AND EXISTS (
                SELECT FROM core.merchant_staff AS s
                WHERE s.member_id = roles_of.member_id AND s.ended_at IS NULL))
    ) AS held
    WHERE EXISTS (SELECT FROM core.members AS m
                  WHERE m.id = roles_of.member_id AND m.status = 'active')
        OR EXISTS (SELECT FROM core.admins AS a
                   WHERE a.id = roles_of.admin_id AND a.status = 'active')
$$;
