-- The merchant reads in clear where a paid or shipped order goes. The address goes out sealed, to be opened
-- outside; NULL when the order goes to none, or it was forgotten, and then nothing was read.
CREATE OR REPLACE FUNCTION api.merchant_order_delivery_reveal(
    caller_id uuid, key_mode text, order_id uuid, request_id uuid,
    OUT outcome text, OUT body json, OUT delivery_sealed bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    sold core.orders := core.merchant_order(caller_id, key_mode, order_id);
BEGIN
    outcome := CASE WHEN sold.id IS NULL THEN 'order_not_found'
                    WHEN sold.status NOT IN ('paid', 'shipped') THEN 'order_delivered' ELSE 'ok' END;
    IF outcome = 'ok' AND sold.delivery_sealed IS NOT NULL THEN
        delivery_sealed := sold.delivery_sealed;
        PERFORM core.personal_data_accessed(
            sold.member_id, '{delivery}', 'merchant', caller_id, NULL, NULL,
            'merchant_order_delivery_reveal', NULL, request_id);
        PERFORM core.audit_write(
            'merchant', caller_id, 'merchant_order_delivery_reveal', core.organisation_of(sold.member_id),
            'order', sold.id, '{"fields": ["delivery"]}', NULL, request_id);
    END IF;
END
$$;
