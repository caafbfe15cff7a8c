-- Takes an order's pieces off the shelf: sold when the order is paid, reserved while it waits for
-- its payment. The caller holds the SKUs' locks and has compared on_hand; missing stock is a bug.
CREATE OR REPLACE FUNCTION core.order_reserve(order_id uuid, status text) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    moved bigint;
BEGIN
    UPDATE core.skus AS s
    SET on_hand = s.on_hand - item.quantity,
        reserved = s.reserved + CASE WHEN order_reserve.status = 'pending_payment'
                                     THEN item.quantity ELSE 0 END,
        sold = s.sold + CASE WHEN order_reserve.status = 'paid' THEN item.quantity ELSE 0 END
    FROM core.order_items AS item
    WHERE item.order_id = order_reserve.order_id AND s.id = item.sku_id
      AND s.on_hand >= item.quantity;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> (SELECT count(*) FROM core.order_items AS item
                 WHERE item.order_id = order_reserve.order_id) THEN
        RAISE EXCEPTION 'order % reserves more than there is', order_id;
    END IF;
END
$$;
