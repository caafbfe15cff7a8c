-- A product as its merchant keeps it, with all its SKUs in the order of their names. Stock is not
-- among it: see core.stock_json.
CREATE OR REPLACE FUNCTION core.merchant_product_json(product core.products) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT product.id, product.mode, product.name, product.zone, product.category,
            product.description, to_json(product.images) AS images, product.purchase_limit,
            product.status,
            coalesce((SELECT json_agg(part ORDER BY part.name COLLATE "C") FROM (
                SELECT s.id, s.code, s.name, s.price_fen, s.points_price, s.low_stock, s.status
                FROM core.skus AS s WHERE s.product_id = product.id) AS part), '[]') AS skus,
            product.version, product.created_at, product.updated_at) AS shown
$$;
