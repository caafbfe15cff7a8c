-- Whether a caller has to do with what a merchant did at a store (NULL: none in particular): its program, and
-- its staff, those of one store only there.
CREATE OR REPLACE FUNCTION core.till_serves(caller_id uuid, key_id uuid, merchant_id uuid, store_id uuid)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN CASE WHEN key_id IS NOT NULL THEN till_serves.caller_id = till_serves.merchant_id
                ELSE EXISTS (
                    SELECT FROM core.merchant_staff_of(till_serves.caller_id) AS s
                    WHERE s.merchant_id = till_serves.merchant_id
                        AND (s.store_id IS NULL OR s.store_id = till_serves.store_id)) END;
END
$$;
