-- An SKU's stock as its merchant sees it.
CREATE OR REPLACE FUNCTION core.stock_json(sku core.skus) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT sku.id AS sku_id, sku.product_id, sku.on_hand AS stock, sku.reserved, sku.sold) AS shown
$$;
