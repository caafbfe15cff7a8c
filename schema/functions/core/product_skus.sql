-- What a merchant wants a product's SKUs to be, with an id for each: the one given, that of the SKU of
-- this product with the same name, or a new one. Nothing is written.
CREATE OR REPLACE FUNCTION core.product_skus(product_id uuid, wanted jsonb)
RETURNS TABLE (id uuid, code text, name text, price_fen bigint, points_price bigint, low_stock bigint,
               status text)
LANGUAGE sql VOLATILE ROWS 10
AS $$
    SELECT coalesce((w.item ->> 'id')::uuid, s.id, core.uuid7()), w.item ->> 'code',
        w.item ->> 'name', (w.item ->> 'price_fen')::bigint, (w.item ->> 'points_price')::bigint,
        (w.item ->> 'low_stock')::bigint,
        coalesce(w.item ->> 'status', 'on_sale')
    FROM jsonb_array_elements(wanted) WITH ORDINALITY AS w (item, nth)
    LEFT JOIN core.skus AS s ON s.product_id = product_skus.product_id AND s.name = w.item ->> 'name'
    ORDER BY w.nth
$$;
