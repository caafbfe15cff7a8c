-- Has WeChat told of orders that it was paid for and that have been sent, or picked up, or were for vouchers only,
-- which need no sending; once for each. The caller holds the orders' locks.
CREATE OR REPLACE FUNCTION core.shipping_reports_write(order_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO core.shipping_reports (order_id, payment_id, logistics)
    SELECT o.id, p.id, CASE WHEN bought.vouchers THEN 3 WHEN o.delivery_kind = 'pickup' THEN 4 ELSE 1 END
    FROM core.orders AS o
    CROSS JOIN LATERAL (SELECT p.id FROM core.payments AS p WHERE p.order_id = o.id AND p.settles = 'order'
                        OFFSET 0) AS p -- looked up by its order, never the other way round
    CROSS JOIN LATERAL (
        SELECT bool_and(EXISTS (SELECT FROM core.voucher_templates AS t WHERE t.sku_id = i.sku_id)) AS vouchers
        FROM core.order_items AS i WHERE i.order_id = o.id) AS bought
    WHERE o.id = ANY (order_ids) AND (o.status IN ('shipped', 'completed') OR bought.vouchers)
    ON CONFLICT DO NOTHING;
END
$$;
