-- A refund as its parties see it.
CREATE OR REPLACE FUNCTION core.order_refund_json(refund core.order_refunds) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT row_to_json(shown) FROM (
        SELECT refund.id, refund.order_id,
            (SELECT o.order_no FROM core.orders AS o WHERE o.id = refund.order_id) AS order_no,
            refund.state, refund.reason, refund.answer,
            (SELECT json_agg(part) FROM (
                 SELECT i.sku_id, i.product_name, i.sku_name, t.quantity, t.money_fen, t.points_fen,
                     t.points, t.programme_fen, t.voucher_fen, t.discount_fen
                 FROM core.order_refund_items AS t
                 JOIN core.order_items AS i ON i.order_id = t.order_id AND i.line = t.line
                 WHERE t.refund_id = refund.id ORDER BY t.line) AS part) AS items,
            refund.money_fen, refund.points_fen, refund.points, refund.programme_fen, refund.voucher_fen,
            refund.discount_fen, refund.is_restocked AS restocked, refund.created_at, refund.updated_at,
            refund.approved_at) AS shown);
END
$$;
