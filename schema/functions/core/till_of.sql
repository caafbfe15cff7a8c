-- Where a caller redeems: a merchant's program (key_id) at any of the merchant's stores or at none in particular;
-- one of the staff (key_id NULL) at the store that they work in, or at any if they work in all. A member of the
-- staff of several merchants names a store. NULLs when there is no such place.
CREATE OR REPLACE FUNCTION core.till_of(caller_id uuid, key_id uuid, key_mode text, store_id uuid)
RETURNS core.till
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    till core.till;
BEGIN
    SELECT place.merchant_id, coalesce(till_of.store_id, place.store_id), key_id,
           CASE WHEN key_id IS NULL THEN caller_id END, m.organisation_id, key_mode
    INTO till
    FROM (
        SELECT caller_id AS merchant_id, NULL::uuid AS store_id WHERE key_id IS NOT NULL
        UNION ALL
        SELECT s.merchant_id, s.store_id FROM core.merchant_staff_of(caller_id) AS s WHERE key_id IS NULL
    ) AS place
    JOIN core.merchants AS m ON m.id = place.merchant_id
    WHERE till_of.store_id IS NULL OR (
        coalesce(place.store_id, till_of.store_id) = till_of.store_id
        AND EXISTS (SELECT FROM core.stores AS s WHERE s.id = till_of.store_id
                        AND s.merchant_id = place.merchant_id AND s.status = 'open'));
    IF till_of.store_id IS NULL AND key_id IS NULL
        AND (SELECT count(*) FROM core.merchant_staff_of(caller_id)) > 1 THEN
        RETURN NULL;
    END IF;
    RETURN till;
END
$$;
