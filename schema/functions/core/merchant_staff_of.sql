-- For which merchants in business a member works, and as what: owner or clerk, in one store or, with
-- store_id NULL, in all. One row for a merchant. Accounts that may not act work nowhere.
CREATE OR REPLACE FUNCTION core.merchant_staff_of(member_id uuid)
RETURNS TABLE (merchant_id uuid, store_id uuid, role text)
LANGUAGE sql STABLE ROWS 2
AS $$
    SELECT DISTINCT ON (held.merchant_id) held.merchant_id, held.store_id, held.role
    FROM (
        SELECT s.merchant_id, s.store_id, s.role FROM core.merchant_staff AS s
        WHERE s.member_id = merchant_staff_of.member_id AND s.ended_at IS NULL
        UNION ALL
        SELECT g.merchant_id, NULL, 'owner' FROM core.role_grants AS g
        WHERE g.member_id = merchant_staff_of.member_id AND g.role = 'merchant_staff'
            AND g.resources IS NULL AND core.grant_is_live(g)
    ) AS held
    JOIN core.merchants AS m ON m.id = held.merchant_id AND m.status = 'active'
    WHERE EXISTS (SELECT FROM core.members AS a
                  WHERE a.id = merchant_staff_of.member_id AND a.status = 'active')
    ORDER BY held.merchant_id, held.role DESC -- an owner who is a clerk, too, is an owner
$$;
