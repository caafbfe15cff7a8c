-- The lines of a new order: duplicate SKUs merged, with the names, prices and stock of now. Locks
-- the SKUs in ascending order until the transaction ends, so that none of this changes before the
-- order stands. NULL when any of them is not on sale.
CREATE OR REPLACE FUNCTION core.order_price(items jsonb) RETURNS core.order_line[]
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    sku_ids uuid[]; -- in the order of their first mention
    quantities bigint[];
    lines core.order_line[];
BEGIN
    SELECT array_agg(wanted.sku_id ORDER BY wanted.ord),
           array_agg(wanted.quantity ORDER BY wanted.ord)
    INTO sku_ids, quantities
    FROM (SELECT (given.item ->> 'sku_id')::uuid AS sku_id, min(given.ord) AS ord,
                 sum((given.item ->> 'quantity')::bigint)::bigint AS quantity
          FROM jsonb_array_elements(items) WITH ORDINALITY AS given(item, ord)
          GROUP BY 1) AS wanted;
    -- Arrays and not a join with what was wanted: the planner would expect 100 lines and read
    -- whole tables.
    WITH locked AS (
        SELECT array_position(sku_ids, s.id) AS ord, s.id AS sku_id, p.id AS product_id,
               p.name AS product_name, s.name AS sku_name, s.price_fen, s.points_price,
               s.on_hand, p.purchase_limit
        FROM core.skus AS s
        JOIN core.products AS p ON p.id = s.product_id
        JOIN core.merchants AS m ON m.id = p.merchant_id
        WHERE s.id = ANY (sku_ids)
          AND s.status = 'on_sale' AND p.status = 'on_sale' AND m.status = 'active'
        ORDER BY s.id
        FOR NO KEY UPDATE OF s
    )
    SELECT array_agg((sku_id, product_id, product_name, sku_name, quantities[ord], price_fen,
                      points_price, on_hand, purchase_limit)::core.order_line ORDER BY ord)
    INTO lines FROM locked;
    RETURN CASE WHEN cardinality(lines) = cardinality(sku_ids) THEN lines END;
END
$$;
