-- Locks the SKUs of orders in ascending order until the transaction ends.
CREATE OR REPLACE FUNCTION core.order_skus_lock(order_ids uuid[]) RETURNS void
LANGUAGE sql VOLATILE
AS $$
    SELECT FROM core.skus AS s
    WHERE s.id IN (SELECT item.sku_id FROM core.order_items AS item
                   WHERE item.order_id = ANY (order_ids))
    ORDER BY s.id FOR NO KEY UPDATE
$$;
