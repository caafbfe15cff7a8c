-- One of the merchant's orders.
CREATE OR REPLACE FUNCTION api.merchant_order_get(
    caller_id uuid, key_mode text, order_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    sold core.orders := core.merchant_order(caller_id, key_mode, order_id);
BEGIN
    outcome := CASE WHEN sold.id IS NULL THEN 'order_not_found' ELSE 'ok' END;
    body := CASE WHEN sold.id IS NOT NULL THEN core.merchant_order_json(sold) END;
END
$$;
