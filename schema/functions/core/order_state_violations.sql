-- I8: each order's moves form one chain from 'new' to its present state.
CREATE OR REPLACE FUNCTION core.order_state_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'I8 state', format('order %s is %s after %s', o.id, o.status,
                              coalesce(string_agg(e.from_status || '>' || e.to_status, ' '), 'nothing'))
    FROM core.orders AS o LEFT JOIN core.order_events AS e ON e.order_id = o.id
    GROUP BY o.id
    -- Each state is entered and left once at most (keys), so counting is enough: one beginning,
    -- one end, and nothing entered in between without being left.
    HAVING count(*) FILTER (WHERE e.from_status = 'new') <> 1
        OR count(*) FILTER (WHERE e.to_status = o.status) <> 1
        OR count(*) FILTER (WHERE e.from_status = o.status) <> 0
        OR count(*) FILTER (WHERE e.to_status <> o.status AND NOT EXISTS (
               SELECT FROM core.order_events AS next
               WHERE next.order_id = e.order_id AND next.from_status = e.to_status)) <> 0
    UNION ALL
    SELECT 'I8 state', format('order %s, which does not exist, is %s', e.order_id, e.to_status)
    FROM core.order_events AS e
    WHERE NOT EXISTS (SELECT FROM core.orders AS o WHERE o.id = e.order_id)
$$;
