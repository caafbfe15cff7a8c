-- The organisation that a merchant has its contract with, for who looks after the merchant: staff who
-- cover that organisation, and the merchant's own staff. NULL for everybody else.
CREATE OR REPLACE FUNCTION core.merchant_office(caller_id uuid, allowed_roles text[], resource text,
                                                merchant_id uuid)
RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT m.organisation_id FROM core.merchants AS m
            WHERE m.id = merchant_office.merchant_id
                AND (core.staff_covers(merchant_office.caller_id, merchant_office.allowed_roles,
                                       merchant_office.resource, m.organisation_id)
                     OR EXISTS (
                         SELECT FROM core.role_grants AS g
                         JOIN core.members AS a ON a.id = g.member_id AND a.status = 'active'
                         WHERE g.member_id = merchant_office.caller_id AND g.merchant_id = m.id
                             AND g.role = ANY (merchant_office.allowed_roles) AND core.grant_is_live(g)
                             AND (g.resources IS NULL OR merchant_office.resource = ANY (g.resources)))
                     OR 'merchant_staff' = ANY (merchant_office.allowed_roles) AND EXISTS (
                         SELECT FROM core.merchant_staff AS s
                         JOIN core.members AS a ON a.id = s.member_id AND a.status = 'active'
                         WHERE s.member_id = merchant_office.caller_id AND s.merchant_id = m.id
                             AND s.role = 'owner' AND s.ended_at IS NULL)));
END
$$;
