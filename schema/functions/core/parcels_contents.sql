-- What parcels that a merchant names hold of an order; line NULL: nothing that is in it. A single one that does not
-- say holds all that is due.
CREATE OR REPLACE FUNCTION core.parcels_contents(order_id uuid, parcels jsonb)
RETURNS TABLE (parcel bigint, line bigint, quantity bigint)
LANGUAGE sql STABLE
AS $$
    SELECT p.nth, i.line, sum((given.item ->> 'quantity')::bigint)::bigint
    FROM jsonb_array_elements(parcels) WITH ORDINALITY AS p (parcel, nth)
    CROSS JOIN LATERAL jsonb_array_elements(p.parcel -> 'items') AS given (item)
    LEFT JOIN core.order_items AS i ON i.order_id = parcels_contents.order_id
        AND i.sku_id = (given.item ->> 'sku_id')::uuid
    GROUP BY p.nth, i.line
    UNION ALL
    SELECT 1, due.line, due.quantity FROM core.parcels_due(parcels_contents.order_id) AS due
    WHERE jsonb_array_length(parcels) = 1 AND parcels #> '{0,items}' IS NULL
$$;
