-- I6: every piece received is somewhere, what is reserved or sold belongs to orders that are
-- unpaid or paid (also what was given back without coming back to the shelf), and no unpaid order outlives its deadline by more than a minute.
CREATE OR REPLACE FUNCTION core.stock_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH ordered AS (
        SELECT item.sku_id,
               sum(item.quantity) FILTER (WHERE o.status IN ('pending_payment', 'closing')) AS reserved,
               sum(item.quantity - item.restocked)
                   FILTER (WHERE o.status IN ('paid', 'shipped', 'completed', 'refunded')) AS sold
        FROM core.orders AS o JOIN core.order_items AS item ON item.order_id = o.id
        GROUP BY item.sku_id
    )
    SELECT 'I6 pieces', format('sku %s: received %s, on hand %s, reserved %s, sold %s, written off %s',
                               s.id, s.received, s.on_hand, s.reserved, s.sold, s.written_off)
    FROM core.skus AS s
    WHERE s.received <> s.on_hand + s.reserved + s.sold + s.written_off
       OR least(s.on_hand, s.reserved, s.sold, s.written_off) < 0
    UNION ALL
    SELECT 'I6 reserved', format('sku %s: %s, unpaid orders hold %s',
                                 s.id, s.reserved, coalesce(ordered.reserved, 0))
    FROM core.skus AS s LEFT JOIN ordered ON ordered.sku_id = s.id
    WHERE s.reserved <> coalesce(ordered.reserved, 0)
    UNION ALL
    SELECT 'I6 sold', format('sku %s: %s, paid orders hold %s',
                             s.id, s.sold, coalesce(ordered.sold, 0))
    FROM core.skus AS s LEFT JOIN ordered ON ordered.sku_id = s.id
    WHERE s.sold <> coalesce(ordered.sold, 0)
    UNION ALL
    SELECT 'I6 overdue', format('order %s was due at %s', o.id, o.expires_at)
    FROM core.orders AS o
    WHERE o.status = 'pending_payment' AND o.expires_at < now() - interval '60 seconds'
$$;
