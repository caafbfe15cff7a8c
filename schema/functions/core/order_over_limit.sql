-- The ord of each order with which its member would hold more of some product than one member may.
-- Counts unpaid and paid orders without what was given back, also of accounts that were merged into the
-- member's. The caller holds the members' wallet locks, which keep a second order of the same member out.
CREATE OR REPLACE FUNCTION core.order_over_limit(slips core.order_slip[], lines core.order_line[])
RETURNS bigint[]
LANGUAGE plpgsql -- VOLATILE: sees what was committed while the locks were waited for
AS $$
BEGIN
    RETURN ARRAY(
        SELECT l.ord FROM unnest(lines) AS l
        WHERE l.purchase_limit IS NOT NULL
        GROUP BY l.ord, l.product_id, l.purchase_limit
        HAVING sum(l.quantity) + coalesce((
            SELECT sum(item.quantity - item.refunded)
            FROM core.orders AS o JOIN core.order_items AS item ON item.order_id = o.id
            WHERE o.member_id = ANY (core.accounts_of((slips[l.ord]).member_id))
              AND o.status NOT IN ('cancelled', 'expired', 'refunded')
              AND item.product_id = l.product_id), 0) > l.purchase_limit);
END
$$;
