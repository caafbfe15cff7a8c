-- I7, money: an order that was paid in money was paid once and with what it cost; what was paid for an
-- order that has ended, or twice, goes back wholly; no more goes back than came; and what waits for the
-- gateway is on its list. Must give no row, at any moment.
CREATE OR REPLACE FUNCTION core.payment_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH money AS (
        SELECT p.id, p.order_id, p.settles, p.amount_fen, o.status, o.payable_fen,
            coalesce((SELECT sum(r.amount_fen) FROM core.payment_refunds AS r
                      WHERE r.payment_id = p.id AND r.status <> 'closed'), 0) AS back_fen
        FROM core.payments AS p JOIN core.orders AS o ON o.id = p.order_id
        WHERE p.status = 'success'
    )
    SELECT 'I7 paid', format('order %s of %s fen is %s, paid %s fen', m.order_id, m.payable_fen, m.status,
                             m.amount_fen)
    FROM money AS m
    WHERE m.settles = 'order' AND (m.amount_fen <> m.payable_fen
                                   OR m.status IN ('pending_payment', 'closing', 'expired'))
    UNION ALL
    SELECT 'I7 unpaid', format('order %s of %s fen is %s without a payment', o.id, o.payable_fen, o.status)
    FROM core.orders AS o
    WHERE o.payable_fen > 0 AND o.status IN ('paid', 'shipped', 'completed', 'refunded')
        AND o.created_at >= (SELECT min(p.created_at) FROM core.payments AS p)
        AND NOT EXISTS (SELECT FROM money AS m WHERE m.order_id = o.id AND m.settles = 'order')
    UNION ALL
    SELECT 'I7 back', format('payment %s of %s fen: %s fen go back, order %s is %s', m.id, m.amount_fen,
                             m.back_fen, m.order_id, m.status)
    FROM money AS m
    WHERE m.back_fen > m.amount_fen
        OR (m.back_fen < m.amount_fen AND (m.settles = 'nothing' OR m.status IN ('cancelled', 'refunded'))
            AND NOT EXISTS (SELECT FROM core.payment_refunds AS r
                            WHERE r.payment_id = m.id AND r.status = 'closed'))
    UNION ALL
    SELECT 'I7 task', format('%s %s is %s and nobody asks', w.kind, w.id, w.status)
    FROM (SELECT 'payment' AS kind, p.id, p.status FROM core.payments AS p
          WHERE p.status IN ('new', 'pending')
          UNION ALL
          SELECT 'refund', r.id, r.status FROM core.payment_refunds AS r
          WHERE r.status IN ('requested', 'processing')) AS w
    WHERE NOT EXISTS (SELECT FROM core.gateway_tasks AS t WHERE t.object_id = w.id AND t.kind = w.kind)
    UNION ALL
    SELECT 'I7 closing', format('order %s is closing, and no attempt is open', o.id)
    FROM core.orders AS o
    WHERE o.status = 'closing' AND NOT EXISTS (
        SELECT FROM core.payments AS p WHERE p.order_id = o.id AND p.status IN ('new', 'pending'))
$$;
