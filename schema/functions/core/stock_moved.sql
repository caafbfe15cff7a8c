-- After any change of SKUs: writes down what orders move between on hand, reserved and sold, and tells the
-- merchants whose pieces on hand have come down to what they want to hear of, or who have just said so; not
-- again before there were more.
CREATE OR REPLACE FUNCTION core.stock_moved() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.stock_movements (sku_id, kind, on_hand_delta, reserved_delta, sold_delta,
                                      on_hand_after, actor_kind)
    SELECT n.id, 'orders', n.on_hand - o.on_hand, n.reserved - o.reserved, n.sold - o.sold,
        n.on_hand, 'system'
    FROM fresh AS n JOIN stale AS o ON o.id = n.id
    WHERE n.received = o.received AND n.written_off = o.written_off
        AND (n.on_hand, n.reserved, n.sold) <> (o.on_hand, o.reserved, o.sold);
    PERFORM core.event_write(p.merchant_id, p.mode, 'stock.low', n.id, jsonb_build_object(
        'product_id', n.product_id, 'stock', n.on_hand, 'low_stock', n.low_stock))
    FROM fresh AS n
    JOIN stale AS o ON o.id = n.id
    JOIN core.products AS p ON p.id = n.product_id
    WHERE n.on_hand <= n.low_stock AND (o.on_hand <= o.low_stock) IS NOT TRUE;
    RETURN NULL;
END
$$;
