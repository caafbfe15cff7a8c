-- The parcels that an order goes out in, as last put right.
CREATE OR REPLACE FUNCTION core.parcels_of(order_id uuid) RETURNS SETOF core.order_parcels
LANGUAGE sql STABLE ROWS 2
AS $$
    SELECT p.* FROM core.order_parcels AS p
    WHERE p.order_id = parcels_of.order_id
        AND p.revision = (SELECT max(l.revision) FROM core.order_parcels AS l WHERE l.order_id = p.order_id)
$$;
