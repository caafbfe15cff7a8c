-- Whether a settlement is a caller's business: of the merchant whose key it is (key_id), of the merchant that they
-- own as members of its staff, or within the organisations that they look after.
CREATE OR REPLACE FUNCTION core.settlement_is_seen(
    settlement core.settlements, caller_id uuid, allowed_roles text[], resource text, key_id uuid)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN key_id IS NOT NULL THEN settlement.merchant_id = settlement_is_seen.caller_id
        ELSE core.staff_covers(settlement_is_seen.caller_id, settlement_is_seen.allowed_roles,
                               settlement_is_seen.resource, settlement.organisation_id)
            OR 'merchant_staff' = ANY (settlement_is_seen.allowed_roles) AND EXISTS (
                SELECT FROM core.merchant_staff_of(settlement_is_seen.caller_id) AS s
                WHERE s.merchant_id = settlement.merchant_id AND s.role = 'owner') END
$$;
