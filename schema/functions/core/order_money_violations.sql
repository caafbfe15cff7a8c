-- I7: an order's lines add up to its total, and its points are held while it is unpaid, with the
-- house when it is paid, and back with the member when it is neither.
CREATE OR REPLACE FUNCTION core.order_money_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH trail AS (
        SELECT journals.reference_id AS order_id,
               sum(entries.delta) FILTER (WHERE entries.account = 'available') AS available,
               sum(entries.delta) FILTER (WHERE entries.account = 'held') AS held,
               sum(entries.delta) FILTER (WHERE entries.account = 'order') AS house
        FROM core.journals JOIN core.entries ON entries.journal_id = journals.id
        WHERE journals.kind IN ('order_payment', 'order_capture', 'order_return')
        GROUP BY journals.reference_id
    ), expected AS (
        SELECT o.id, o.member_id, o.status,
               CASE WHEN o.status IN ('pending_payment', 'paid') THEN -o.points_spent ELSE 0 END
               AS available,
               CASE WHEN o.status = 'pending_payment' THEN o.points_spent ELSE 0 END AS held,
               CASE WHEN o.status = 'paid' THEN o.points_spent ELSE 0 END AS house
        FROM core.orders AS o
    )
    SELECT 'I7 lines', format('order %s: total %s, lines %s', o.id, o.total_fen, lines.fen)
    FROM core.orders AS o
    CROSS JOIN LATERAL (SELECT coalesce(sum(item.price_fen * item.quantity), 0) AS fen
                        FROM core.order_items AS item WHERE item.order_id = o.id) AS lines
    WHERE o.total_fen <> lines.fen OR o.total_fen <> o.payable_fen + o.subsidy_fen
    UNION ALL
    SELECT 'I7 points', format('order %s is %s: available %s, held %s, house %s', e.id, e.status,
                               coalesce(t.available, 0), coalesce(t.held, 0), coalesce(t.house, 0))
    FROM expected AS e LEFT JOIN trail AS t ON t.order_id = e.id
    WHERE (e.available, e.held, e.house)
          <> (coalesce(t.available, 0), coalesce(t.held, 0), coalesce(t.house, 0))
    UNION ALL
    SELECT 'I7 points', format('journals name order %s, which does not exist', t.order_id)
    FROM trail AS t WHERE NOT EXISTS (SELECT FROM core.orders AS o WHERE o.id = t.order_id)
    UNION ALL
    SELECT 'I7 hold', format('order %s: hold of %s is %s', h.id, h.points, h.state)
    FROM core.holds AS h LEFT JOIN core.orders AS o ON o.id = h.id
    WHERE h.kind = 'order' AND (
        o.id IS NULL OR h.points <> o.points_spent OR h.member_id <> o.member_id
        OR (h.state = 'open') <> (o.status = 'pending_payment'))
$$;
