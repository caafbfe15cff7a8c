-- Products on sale, newest first, at most row_limit of them after the product after_id. NULL
-- filters nothing; q is a part of the name in any case. Planned for each call's values: each
-- combination of filters has an index of its own. Prices are looked up for the page only.
CREATE OR REPLACE FUNCTION core.product_page(zone text, category text, q text, after_id uuid,
                                             row_limit bigint)
RETURNS TABLE (id uuid, item json)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    RETURN QUERY
    SELECT page.id, row_to_json(shown)
    FROM (
        SELECT p.id, p.name, m.id AS merchant_id, m.name AS merchant_name, p.zone, p.category
        FROM core.products AS p
        JOIN core.merchants AS m ON m.id = p.merchant_id AND m.status = 'active'
        WHERE p.status = 'on_sale'
          AND EXISTS (SELECT FROM core.skus AS s WHERE s.product_id = p.id AND s.status = 'on_sale')
          AND (product_page.zone IS NULL OR p.zone = product_page.zone)
          AND (product_page.category IS NULL OR p.category = product_page.category)
          AND (product_page.q IS NULL
               -- The index narrows down to names with all pieces of q; strpos looks for q itself.
               OR (p.name_grams @> core.name_grams(product_page.q)
                   AND strpos(lower(p.name), lower(product_page.q)) > 0))
          AND (after_id IS NULL OR p.id < after_id)
        ORDER BY p.id DESC
        LIMIT row_limit) AS page
    CROSS JOIN LATERAL (
        SELECT min(s.price_fen) AS price_fen, min(s.points_price) AS points_price,
               bool_or(s.on_hand > 0) AS in_stock
        FROM core.skus AS s WHERE s.product_id = page.id AND s.status = 'on_sale') AS offer
    CROSS JOIN LATERAL (
        SELECT page.id, page.name,
               (SELECT row_to_json(part)
                FROM (SELECT page.merchant_id AS id, page.merchant_name AS name) AS part) AS merchant,
               page.zone, page.category, offer.price_fen, offer.points_price, offer.in_stock)
        AS shown
    ORDER BY page.id DESC;
END
$$;
