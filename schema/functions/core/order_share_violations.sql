-- I7, who pays: an order's lines add up to its amounts payer by payer, each part of a line that a voucher,
-- a programme or a discount bears names it, and a refund is the sum of its lines.
CREATE OR REPLACE FUNCTION core.order_share_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'I7 lines', format('order %s: total %s, lines %s; parts %s', o.id, o.total_fen, l.fen, l.parts)
    FROM core.orders AS o
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(i.price_fen * i.quantity), 0) AS fen,
            ARRAY[sum(i.money_fen), sum(i.points_fen), sum(i.points), sum(i.programme_fen),
                  sum(i.voucher_fen), sum(i.discount_fen)] AS parts
        FROM core.order_items AS i WHERE i.order_id = o.id) AS l
    WHERE o.total_fen <> l.fen OR l.parts IS DISTINCT FROM ARRAY[
        o.payable_fen, o.points_fen, o.points_spent, o.programme_fen, o.voucher_fen, o.discount_fen]::numeric[]
    UNION ALL
    SELECT 'I7 shares', format('order %s, line %s: %s', i.order_id, i.line, r.parts)
    FROM core.order_items AS i
    LEFT JOIN (
        SELECT n.order_id, n.line, ARRAY[
            coalesce(sum(n.amount_fen) FILTER (WHERE n.payer = 'subsidy'), 0),
            coalesce(sum(n.amount_fen) FILTER (WHERE n.payer = 'voucher'), 0),
            coalesce(sum(n.amount_fen) FILTER (WHERE n.payer = 'merchant_discount'), 0)] AS parts
        FROM core.order_reductions AS n GROUP BY n.order_id, n.line
    ) AS r ON r.order_id = i.order_id AND r.line = i.line
    WHERE ARRAY[i.programme_fen, i.voucher_fen, i.discount_fen]::numeric[]
        <> coalesce(r.parts, '{0,0,0}')
    UNION ALL
    SELECT 'I7 refund', format('refund %s: %s, lines %s', r.id, r.own, l.own)
    FROM (SELECT f.id, ARRAY[f.money_fen, f.points_fen, f.points, f.programme_fen, f.voucher_fen,
                             f.discount_fen]::numeric[] AS own FROM core.order_refunds AS f) AS r
    LEFT JOIN (
        SELECT t.refund_id, ARRAY[sum(t.money_fen), sum(t.points_fen), sum(t.points),
                                  sum(t.programme_fen), sum(t.voucher_fen), sum(t.discount_fen)] AS own
        FROM core.order_refund_items AS t GROUP BY t.refund_id
    ) AS l ON l.refund_id = r.id
    WHERE r.own IS DISTINCT FROM l.own
    UNION ALL
    SELECT 'I7 refunded', format('order %s, line %s: %s of %s pieces, refunds %s', i.order_id, i.line,
        i.refunded, i.quantity, b.pieces)
    FROM core.order_items AS i
    LEFT JOIN core.order_refunded AS b ON b.order_id = i.order_id AND b.line = i.line
    WHERE i.refunded <> coalesce(b.pieces, 0)
        OR b.money_fen > i.money_fen OR b.points_fen > i.points_fen OR b.points > i.points
        OR b.programme_fen > i.programme_fen OR b.voucher_fen > i.voucher_fen
        OR b.discount_fen > i.discount_fen
    UNION ALL
    SELECT 'I7 refunded', format('order %s (%s): %s of %s fen, refunds %s', o.id, o.status, o.refunded_fen,
        o.payable_fen, b.money_fen)
    FROM core.orders AS o
    LEFT JOIN (SELECT r.order_id, sum(r.money_fen) AS money_fen FROM core.order_refunds AS r
               WHERE r.state = 'approved' GROUP BY r.order_id) AS b ON b.order_id = o.id
    WHERE o.refunded_fen <> CASE WHEN o.status = 'cancelled' AND o.paid_at IS NOT NULL THEN o.payable_fen
                                 ELSE coalesce(b.money_fen, 0) END
        OR (o.status = 'refunded') <> (o.paid_at IS NOT NULL AND o.status <> 'cancelled' AND NOT EXISTS (
            SELECT FROM core.order_items AS i WHERE i.order_id = o.id AND i.refunded < i.quantity))
$$;
