-- The ETag of an SKU's stock: it changes with every piece that moves.
CREATE OR REPLACE FUNCTION core.stock_tag(sku core.skus) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT format('"%s-%s-%s-%s"', sku.received, sku.on_hand, sku.reserved, sku.sold)
$$;
