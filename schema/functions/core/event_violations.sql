-- I10: merchants are told of each turn of an order once, nothing stays in the outbox, and each notice of the
-- gateway counted once. Turns of the last hour only: events are forgotten after a while. Must give no row, at
-- any moment but while no process runs.
CREATE OR REPLACE FUNCTION core.event_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    WITH told AS MATERIALIZED (
        SELECT e.object_id, e.kind FROM core.outbox AS e WHERE e.kind LIKE 'order.%'
        UNION ALL SELECT e.object_id, e.kind FROM core.events AS e WHERE e.kind LIKE 'order.%'
        UNION ALL SELECT e.object_id, e.kind FROM core.outbox_dead AS e WHERE e.kind LIKE 'order.%'
    )
    SELECT 'I10 told twice', format('order %s: %s %s times', t.object_id, t.kind, count(*))
    FROM told AS t
    GROUP BY t.object_id, t.kind HAVING count(*) > 1
    UNION ALL
    SELECT 'I10 not told', format('order %s: %s', turn.order_id, turn.kind)
    FROM (
        SELECT m.order_id, 'order.' || m.to_status AS kind
        FROM core.order_events AS m
        JOIN core.orders AS o ON o.id = m.order_id AND o.merchant_id IS NOT NULL
        WHERE m.at > now() - interval '1 hour'
            AND (m.to_status IN ('paid', 'shipped', 'completed')
                 OR (m.from_status, m.to_status) = ('paid', 'cancelled'))
    ) AS turn
    LEFT JOIN told AS t ON t.object_id = turn.order_id AND t.kind = turn.kind
    WHERE t.object_id IS NULL
    UNION ALL
    SELECT 'I10 waits', format('event %s waits since %s', o.id, o.created_at)
    FROM core.outbox AS o
    WHERE o.created_at < now() - interval '10 minutes'
    UNION ALL
    SELECT 'I10 notice', format('notice %s came %s times', n.event_id, count(*))
    FROM core.payment_notices AS n
    GROUP BY n.event_id HAVING count(*) > 1
$$;
