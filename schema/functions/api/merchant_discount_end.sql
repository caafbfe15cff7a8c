-- Ends a discount; orders that have it keep it. Ending it again changes nothing.
CREATE OR REPLACE FUNCTION api.merchant_discount_end(
    caller_id uuid, key_mode text, discount_id uuid, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    discount core.merchant_discounts;
BEGIN
    SELECT d.* INTO discount FROM core.merchant_discounts AS d
    WHERE d.id = discount_id AND d.merchant_id = caller_id AND key_mode = 'live'
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        outcome := 'discount_not_found';
        RETURN;
    END IF;
    IF discount.ended_at IS NULL THEN
        UPDATE core.merchant_discounts AS d SET ended_at = now() WHERE d.id = discount.id
        RETURNING d.* INTO discount;
        PERFORM core.audit_write(
            'merchant', caller_id, 'merchant_discount_end', m.organisation_id, 'discount', discount.id,
            '{"status": ["open", "ended"]}', NULL, request_id)
        FROM core.merchants AS m WHERE m.id = caller_id;
    END IF;
    body := core.merchant_discount_json(discount);
    outcome := 'ok';
END
$$;
