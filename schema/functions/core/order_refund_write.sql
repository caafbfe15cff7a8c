-- Writes down which pieces a refund is about and what their payers get back, in place of what was planned
-- before.
CREATE OR REPLACE FUNCTION core.order_refund_write(
    refund_id uuid, order_id uuid, lines bigint[], quantities bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    DELETE FROM core.order_refund_reductions AS r WHERE r.refund_id = order_refund_write.refund_id;
    DELETE FROM core.order_refund_items AS i WHERE i.refund_id = order_refund_write.refund_id;
    INSERT INTO core.order_refund_items (refund_id, order_id, line, quantity, money_fen, points_fen, points,
                                         programme_fen, voucher_fen, discount_fen)
    SELECT order_refund_write.refund_id, order_refund_write.order_id, p.line, p.quantity,
        sum(p.amount_fen) FILTER (WHERE p.payer = 'member_money'),
        sum(p.amount_fen) FILTER (WHERE p.payer = 'points'), sum(p.points),
        coalesce(sum(p.amount_fen) FILTER (WHERE p.payer = 'subsidy'), 0),
        coalesce(sum(p.amount_fen) FILTER (WHERE p.payer = 'voucher'), 0),
        coalesce(sum(p.amount_fen) FILTER (WHERE p.payer = 'merchant_discount'), 0)
    FROM core.order_refund_plan(order_id, lines, quantities) AS p GROUP BY p.line, p.quantity;
    INSERT INTO core.order_refund_reductions (refund_id, order_id, line, payer, source_id, amount_fen)
    SELECT order_refund_write.refund_id, order_refund_write.order_id, p.line, p.payer, p.source_id,
        p.amount_fen
    FROM core.order_refund_plan(order_id, lines, quantities) AS p
    WHERE p.source_id IS NOT NULL AND p.amount_fen > 0;
    UPDATE core.order_refunds AS r
    SET money_fen = s.money_fen, points_fen = s.points_fen, points = s.points,
        programme_fen = s.programme_fen, voucher_fen = s.voucher_fen, discount_fen = s.discount_fen
    FROM (
        SELECT sum(i.money_fen) AS money_fen, sum(i.points_fen) AS points_fen, sum(i.points) AS points,
            sum(i.programme_fen) AS programme_fen, sum(i.voucher_fen) AS voucher_fen,
            sum(i.discount_fen) AS discount_fen
        FROM core.order_refund_items AS i WHERE i.refund_id = order_refund_write.refund_id) AS s
    WHERE r.id = order_refund_write.refund_id;
END
$$;
