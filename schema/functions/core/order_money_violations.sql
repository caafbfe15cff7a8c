-- I7: an order's points are held while it is unpaid, with the house when it is paid, but for what was
-- given back, and back with the member when it came to nothing.
CREATE OR REPLACE FUNCTION core.order_money_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH trail AS (
        SELECT coalesce(r.order_id, journals.reference_id) AS order_id,
               sum(entries.delta) FILTER (WHERE entries.account = 'available') AS available,
               sum(entries.delta) FILTER (WHERE entries.account = 'held') AS held,
               sum(entries.delta) FILTER (WHERE entries.account = 'order') AS house
        FROM core.journals JOIN core.entries ON entries.journal_id = journals.id
        LEFT JOIN core.order_refunds AS r ON journals.kind = 'order_refund' AND r.id = journals.reference_id
        WHERE journals.kind IN ('order_payment', 'order_capture', 'order_return', 'order_refund')
        GROUP BY 1
    ), back AS (
        SELECT r.order_id, sum(r.points) AS points FROM core.order_refunds AS r
        WHERE r.state = 'approved' GROUP BY r.order_id
    ), expected AS (
        SELECT o.id, o.member_id, o.status,
               CASE WHEN o.status IN ('cancelled', 'expired') THEN 0
                    ELSE coalesce(back.points, 0) - o.points_spent END AS available,
               CASE WHEN o.status IN ('pending_payment', 'closing') THEN o.points_spent ELSE 0 END AS held,
               CASE WHEN o.status IN ('paid', 'shipped', 'completed', 'refunded')
                    THEN o.points_spent - coalesce(back.points, 0) ELSE 0 END AS house
        FROM core.orders AS o LEFT JOIN back ON back.order_id = o.id
    )
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
        OR (h.state = 'open') <> (o.status IN ('pending_payment', 'closing')))
$$;
