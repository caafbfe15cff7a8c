-- Why a product's SKUs cannot become what core.product_skus says: sku_repeated (two of the same name
-- or id), sku_not_found (another product's id), sku_name_taken (by an SKU that is not among them and
-- only left out of sale). NULL when they can.
CREATE OR REPLACE FUNCTION core.product_skus_refusal(product_id uuid, skus jsonb) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN count(DISTINCT k.id) < count(*) OR count(DISTINCT k.name) < count(*) THEN 'sku_repeated'
        WHEN bool_or(s.product_id IS DISTINCT FROM product_skus_refusal.product_id
                     AND s.id IS NOT NULL) THEN 'sku_not_found'
        WHEN bool_or(EXISTS (
            SELECT FROM core.skus AS other
            WHERE other.product_id = product_skus_refusal.product_id AND other.name = k.name
                AND other.id NOT IN (SELECT (e.item ->> 'id')::uuid
                                     FROM jsonb_array_elements(skus) AS e (item))))
            THEN 'sku_name_taken' END
    FROM jsonb_to_recordset(skus) AS k (id uuid, name text)
    LEFT JOIN core.skus AS s ON s.id = k.id
$$;
