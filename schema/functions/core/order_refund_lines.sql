-- The lines of an order that a request names by SKU, each once, with their pieces; NULLs when one of the SKUs
-- is not in the order.
CREATE OR REPLACE FUNCTION core.order_refund_lines(
    order_id uuid, items jsonb, OUT lines bigint[], OUT quantities bigint[])
LANGUAGE sql STABLE
AS $$
    SELECT CASE WHEN bool_and(w.line IS NOT NULL) THEN array_agg(w.line ORDER BY w.line) END,
        CASE WHEN bool_and(w.line IS NOT NULL) THEN array_agg(w.quantity ORDER BY w.line) END
    FROM (
        SELECT i.line, sum((given.item ->> 'quantity')::bigint)::bigint AS quantity
        FROM jsonb_array_elements(items) AS given (item)
        LEFT JOIN core.order_items AS i ON i.order_id = order_refund_lines.order_id
            AND i.sku_id = (given.item ->> 'sku_id')::uuid
        GROUP BY i.line
    ) AS w
$$;
