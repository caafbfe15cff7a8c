-- Makes a product's SKUs what core.product_skus says; those that are not among them go off sale, for
-- orders may name them. Locks the SKUs in ascending order.
CREATE OR REPLACE FUNCTION core.product_skus_write(product_id uuid, skus jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.skus AS s WHERE s.product_id = product_skus_write.product_id
    ORDER BY s.id FOR NO KEY UPDATE;
    UPDATE core.skus AS s
    SET code = n.code, name = n.name, price_fen = n.price_fen, points_price = n.points_price,
        low_stock = n.low_stock, status = n.status
    FROM (
        SELECT o.id, CASE WHEN k.id IS NULL THEN o.code ELSE k.code END AS code,
            coalesce(k.name, o.name) AS name, coalesce(k.price_fen, o.price_fen) AS price_fen,
            CASE WHEN k.id IS NULL THEN o.points_price ELSE k.points_price END AS points_price,
            CASE WHEN k.id IS NULL THEN o.low_stock ELSE k.low_stock END AS low_stock,
            coalesce(k.status, 'off_sale') AS status
        FROM core.skus AS o
        LEFT JOIN jsonb_to_recordset(skus) AS k (
            id uuid, code text, name text, price_fen bigint, points_price bigint, low_stock bigint, status text)
            ON k.id = o.id
        WHERE o.product_id = product_skus_write.product_id
    ) AS n
    WHERE s.id = n.id AND (s.code, s.name, s.price_fen, s.points_price, s.low_stock, s.status)
        IS DISTINCT FROM (n.code, n.name, n.price_fen, n.points_price, n.low_stock, n.status);
    INSERT INTO core.skus (id, product_id, code, name, price_fen, points_price, low_stock, status)
    SELECT k.id, product_skus_write.product_id, k.code, k.name, k.price_fen, k.points_price, k.low_stock,
        k.status
    FROM jsonb_to_recordset(skus) AS k (
        id uuid, code text, name text, price_fen bigint, points_price bigint, low_stock bigint, status text)
    WHERE NOT EXISTS (SELECT FROM core.skus AS o WHERE o.id = k.id);
END
$$;
