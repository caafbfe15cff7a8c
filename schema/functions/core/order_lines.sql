-- The lines of the orders that are still in the running, duplicate SKUs of an order merged, with the names,
-- prices and stock of now.
CREATE OR REPLACE FUNCTION core.order_lines(slips core.order_slip[]) RETURNS core.order_line[]
LANGUAGE plpgsql -- VOLATILE: sees what was committed while the locks were waited for
AS $$
BEGIN
    RETURN ARRAY(
        SELECT ROW(wanted.ord, row_number() OVER (PARTITION BY wanted.ord ORDER BY wanted.first),
                   dense_rank() OVER (ORDER BY wanted.sku_id), wanted.sku_id, found.product_id,
                   found.product_name, found.sku_name, wanted.quantity, found.price_fen,
                   found.points_price, found.on_hand, found.purchase_limit, found.merchant_id,
                   found.zone, found.category, 0, 0, 0)::core.order_line
        FROM (
            SELECT slip.ord, (given.item ->> 'sku_id')::uuid AS sku_id, min(given.nth) AS first,
                sum((given.item ->> 'quantity')::bigint)::bigint AS quantity
            FROM unnest(slips) AS slip,
                jsonb_array_elements(slip.items) WITH ORDINALITY AS given (item, nth)
            WHERE slip.outcome IS NULL
            GROUP BY 1, 2
        ) AS wanted
        LEFT JOIN LATERAL (
            SELECT p.id AS product_id, p.name AS product_name, s.name AS sku_name, s.price_fen,
                s.points_price, s.on_hand, p.purchase_limit, p.merchant_id, p.zone, p.category
            FROM core.skus AS s
            JOIN core.products AS p ON p.id = s.product_id
            JOIN core.merchants AS m ON m.id = p.merchant_id
            WHERE s.id = wanted.sku_id
                AND s.status = 'on_sale' AND p.status = 'on_sale' AND p.mode = 'live'
                AND m.status = 'active'
            LIMIT 1
        ) AS found ON true);
END
$$;
