-- One product on sale with its SKUs, cheapest first.
CREATE OR REPLACE FUNCTION api.product_get(product_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(shown) INTO body FROM (
        SELECT p.id, p.name,
               (SELECT row_to_json(part) FROM (SELECT m.id, m.name) AS part) AS merchant, p.zone,
               p.category, p.images[1] AS image, offer.price_fen, offer.points_price,
               offer.in_stock, p.description, to_json(p.images) AS images, offer.skus,
               p.purchase_limit
        FROM core.products AS p
        JOIN core.merchants AS m ON m.id = p.merchant_id AND m.status = 'active'
        CROSS JOIN LATERAL (
            SELECT min(s.price_fen) AS price_fen, min(s.points_price) AS points_price,
                   bool_or(s.stock > 0) AS in_stock,
                   json_agg(s ORDER BY s.price_fen, s.id) AS skus
            FROM (SELECT id, name, price_fen, points_price, on_hand AS stock FROM core.skus
                  WHERE skus.product_id = p.id AND status = 'on_sale') AS s
            HAVING count(*) > 0) AS offer
        WHERE p.id = product_get.product_id AND p.status = 'on_sale' AND p.mode = 'live') AS shown;
    outcome := CASE WHEN body IS NULL THEN 'product_not_found' ELSE 'ok' END;
END
$$;
