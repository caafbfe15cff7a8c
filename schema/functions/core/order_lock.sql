-- Locks all that an end of orders may touch, in the order of locks: payments, wallets (also of the accounts
-- that theirs were merged into), SKUs, and what core.order_sources_lock does. The caller holds the orders'
-- own locks.
CREATE OR REPLACE FUNCTION core.order_lock(order_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.payments AS p WHERE p.order_id = ANY (order_ids) ORDER BY p.id FOR UPDATE;
    PERFORM core.wallets_lock(ARRAY(
        SELECT unnest(ARRAY[o.member_id, m.merged_into])
        FROM core.orders AS o JOIN core.members AS m ON m.id = o.member_id
        WHERE o.id = ANY (order_ids)));
    PERFORM FROM core.skus AS s
    WHERE s.id IN (SELECT item.sku_id FROM core.order_items AS item
                   WHERE item.order_id = ANY (order_ids))
    ORDER BY s.id FOR NO KEY UPDATE;
    PERFORM core.order_sources_lock(order_ids);
END
$$;
