-- Approves a refund: everybody gets back what the plan says, pieces that can be sold again go to the shelf,
-- and an order of which nothing is left is refunded. NULL, or why not, and then nothing has changed:
-- vouchers_used, some of the vouchers that were bought are gone; refund_limit_reached, see core.order_repay.
-- The caller holds the order's lock; this takes those of core.order_lock.
CREATE OR REPLACE FUNCTION core.order_refund_settle(refund core.order_refunds, restock boolean, answer text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    bought core.orders;
BEGIN
    PERFORM core.order_lock(ARRAY[refund.order_id]);
    SELECT o.* INTO STRICT bought FROM core.orders AS o WHERE o.id = refund.order_id;
    IF EXISTS (SELECT FROM core.order_refund_items AS i, core.order_vouchers_left(i.order_id, i.line) AS l
               WHERE i.refund_id = refund.id AND l.bought > 0 AND l.unused < i.quantity) THEN
        RETURN 'vouchers_used';
    ELSIF NOT core.order_repay(bought.id, refund.money_fen, '订单退款', refund.id) THEN
        RETURN 'refund_limit_reached';
    END IF;
    PERFORM core.order_refund_return(refund, bought);
    PERFORM core.vouchers_revoke(i.order_id, i.line, i.quantity)
    FROM core.order_refund_items AS i WHERE i.refund_id = refund.id;
    UPDATE core.order_items AS i
    SET refunded = i.refunded + t.quantity,
        restocked = i.restocked + CASE WHEN restock THEN t.quantity ELSE 0 END
    FROM core.order_refund_items AS t
    WHERE t.refund_id = refund.id AND i.order_id = t.order_id AND i.line = t.line;
    UPDATE core.skus AS s SET on_hand = s.on_hand + t.quantity, sold = s.sold - t.quantity
    FROM core.order_refund_items AS t
    JOIN core.order_items AS i ON i.order_id = t.order_id AND i.line = t.line
    WHERE restock AND t.refund_id = refund.id AND s.id = i.sku_id;
    UPDATE core.order_refunds AS r
    SET state = 'approved', answer = order_refund_settle.answer, is_restocked = restock,
        approved_at = now(), updated_at = now()
    WHERE r.id = refund.id;
    UPDATE core.orders AS o
    SET refunded_fen = o.refunded_fen + refund.money_fen, updated_at = now(),
        status = CASE WHEN is_over THEN 'refunded' ELSE o.status END,
        refunded_at = CASE WHEN is_over THEN now() END
    FROM (SELECT NOT EXISTS (SELECT FROM core.order_items AS i
                             WHERE i.order_id = bought.id AND i.refunded < i.quantity) AS is_over) AS rest
    WHERE o.id = bought.id;
    IF refund.money_fen = 0 THEN -- else when the gateway has paid it
        PERFORM core.event_write(bought.merchant_id, 'live', 'refund.succeeded', refund.id,
                                 jsonb_build_object('order_id', bought.id, 'order_no', bought.order_no));
    END IF;
    RETURN NULL;
END
$$;
