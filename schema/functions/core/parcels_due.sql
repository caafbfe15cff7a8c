-- What is to be sent of an order, or what was sent once it has been.
CREATE OR REPLACE FUNCTION core.parcels_due(order_id uuid) RETURNS TABLE (line bigint, quantity bigint)
LANGUAGE sql STABLE
AS $$
    SELECT c.line, sum(c.quantity)::bigint FROM core.order_parcel_items AS c
    WHERE c.order_id = parcels_due.order_id AND c.revision = 1 GROUP BY c.line
    UNION ALL
    SELECT i.line, i.quantity - i.refunded FROM core.order_items AS i
    WHERE i.order_id = parcels_due.order_id AND i.quantity > i.refunded
        AND NOT EXISTS (SELECT FROM core.order_parcels AS p WHERE p.order_id = i.order_id)
$$;
