-- True when, with these lines, the member would hold more of some product than one member may.
-- Counts unpaid and paid orders. The caller holds the member's wallet lock, which keeps a second
-- order of the same member out.
CREATE OR REPLACE FUNCTION core.order_limit_reached(member_id uuid, lines core.order_line[])
RETURNS boolean
LANGUAGE plpgsql VOLATILE -- sees what was committed while the lock was waited for
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM unnest(lines) AS line WHERE line.purchase_limit IS NOT NULL) THEN
        RETURN false;
    END IF;
    RETURN EXISTS (
        SELECT FROM unnest(lines) AS line
        WHERE line.purchase_limit IS NOT NULL
        GROUP BY line.product_id, line.purchase_limit
        HAVING sum(line.quantity) + coalesce((
            SELECT sum(item.quantity)
            FROM core.orders AS o JOIN core.order_items AS item ON item.order_id = o.id
            WHERE o.member_id = order_limit_reached.member_id
              AND o.status IN ('pending_payment', 'paid')
              AND item.product_id = line.product_id), 0) > line.purchase_limit);
END
$$;
