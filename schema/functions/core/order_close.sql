-- Ends orders and gives back what they bound: points to their lots, pieces to the shelf, what others bore to
-- them, and money that was paid the way it came. status is cancelled or expired (never from paid). The
-- caller holds the orders' locks and has seen that they may end so; this takes those of core.order_lock.
CREATE OR REPLACE FUNCTION core.order_close(order_ids uuid[], status text) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.order_lock(order_ids);
    PERFORM core.vouchers_revoke(i.order_id, i.line, i.quantity)
    FROM core.order_items AS i WHERE i.order_id = ANY (order_ids);
    PERFORM core.order_repay(o.id, o.payable_fen, '订单取消', o.id) FROM core.orders AS o
    WHERE o.id = ANY (order_ids) AND o.status = 'paid';
    PERFORM core.order_refund_points(o) FROM core.orders AS o
    WHERE o.id = ANY (order_ids) AND o.points_spent > 0;
    PERFORM core.points_move(m.id, m.merged_into) -- what came back to an account that is merged
    FROM core.members AS m
    WHERE m.merged_into IS NOT NULL
      AND m.id IN (SELECT o.member_id FROM core.orders AS o WHERE o.id = ANY (order_ids));
    WITH returned AS (
        SELECT item.sku_id,
               coalesce(sum(item.quantity) FILTER (WHERE o.status = 'paid'), 0) AS sold,
               coalesce(sum(item.quantity) FILTER (WHERE o.status <> 'paid'), 0) AS reserved
        FROM core.orders AS o JOIN core.order_items AS item ON item.order_id = o.id
        WHERE o.id = ANY (order_ids)
        GROUP BY item.sku_id
    )
    UPDATE core.skus AS s
    SET on_hand = s.on_hand + returned.sold + returned.reserved,
        sold = s.sold - returned.sold, reserved = s.reserved - returned.reserved
    FROM returned WHERE s.id = returned.sku_id;
    PERFORM core.order_payers_return(o.id, o.status = 'paid') FROM core.orders AS o
    WHERE o.id = ANY (order_ids) ORDER BY o.id;
    UPDATE core.orders AS o
    SET status = order_close.status, updated_at = now(), refunded_fen = CASE o.status
            WHEN 'paid' THEN o.payable_fen ELSE 0 END,
        cancelled_at = CASE WHEN order_close.status = 'cancelled' THEN now() END,
        expired_at = CASE WHEN order_close.status = 'expired' THEN now() END
    WHERE o.id = ANY (order_ids);
    PERFORM core.order_events_write(ARRAY(SELECT o.id FROM core.orders AS o
                                          WHERE o.id = ANY (order_ids) AND o.paid_at IS NOT NULL),
                                    'order.cancelled');
END
$$;
