-- Products as lists show them, with the lowest prices of what is on sale; nth is the place in ids.
CREATE OR REPLACE FUNCTION core.product_cards(ids uuid[]) RETURNS TABLE (nth bigint, item json)
LANGUAGE sql STABLE ROWS 20
AS $$
    SELECT wanted.nth, row_to_json(shown)
    FROM unnest(ids) WITH ORDINALITY AS wanted (id, nth)
    CROSS JOIN LATERAL (
        SELECT p.id, p.name, json_build_object('id', m.id, 'name', m.name) AS merchant, p.zone,
            p.category, p.images[1] AS image, offer.price_fen, offer.points_price,
            offer.in_stock
        FROM core.products AS p
        JOIN core.merchants AS m ON m.id = p.merchant_id
        CROSS JOIN LATERAL (
            SELECT min(s.price_fen) AS price_fen, min(s.points_price) AS points_price,
                bool_or(s.on_hand > 0) AS in_stock
            FROM core.skus AS s WHERE s.product_id = p.id AND s.status = 'on_sale') AS offer
        WHERE p.id = wanted.id
        LIMIT 1
    ) AS shown
$$;
