-- A merchant's paid order; NULL for anybody else's, for unpaid ones and for test keys, as for unknown ids.
CREATE OR REPLACE FUNCTION core.merchant_order(merchant_id uuid, key_mode text, order_id uuid)
RETURNS core.orders
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT o FROM core.orders AS o
            WHERE o.id = merchant_order.order_id AND o.merchant_id = merchant_order.merchant_id
                AND o.paid_at IS NOT NULL AND merchant_order.key_mode = 'live');
END
$$;
