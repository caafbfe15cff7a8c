-- What of each line's rest somebody may bear who bears lines of this merchant, product, zone and category
-- only (NULL: any). lines and rests stand side by side.
CREATE OR REPLACE FUNCTION core.order_weights(
    lines core.order_line[], rests bigint[], merchant_id uuid, product_id uuid, zone text, category text)
RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
    RETURN ARRAY(
        SELECT CASE WHEN coalesce(order_weights.merchant_id = (lines[n]).merchant_id, true)
                        AND coalesce(order_weights.product_id = (lines[n]).product_id, true)
                        AND coalesce(order_weights.zone = (lines[n]).zone, true)
                        AND coalesce(order_weights.category = (lines[n]).category, true)
                    THEN rests[n] ELSE 0 END
        FROM generate_subscripts(lines, 1) AS n ORDER BY n);
END
$$;
