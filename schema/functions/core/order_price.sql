-- Second step of api.order_create: core.order_lines, with the SKUs locked in ascending order until the
-- transaction ends, so that none of this changes before the orders stand.
CREATE OR REPLACE FUNCTION core.order_price(slips core.order_slip[]) RETURNS core.order_line[]
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM core.skus AS s
    WHERE s.id = ANY (ARRAY(
        SELECT DISTINCT (given.item ->> 'sku_id')::uuid
        FROM unnest(slips) AS slip, jsonb_array_elements(slip.items) AS given (item)
        WHERE slip.outcome IS NULL))
    ORDER BY s.id
    FOR NO KEY UPDATE;
    RETURN core.order_lines(slips);
END
$$;
