-- The discount that its merchant gives on an order, the greatest of those that apply; NULLs: none.
-- weights: what each line bears of amount_fen, as for core.shares_split.
CREATE OR REPLACE FUNCTION core.order_discount(
    lines core.order_line[], rests bigint[], OUT source_id uuid, OUT amount_fen bigint, OUT weights bigint[])
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    SELECT d.id, d.amount_fen, w.weights
    INTO source_id, amount_fen, weights
    FROM core.merchant_discounts AS d
    CROSS JOIN LATERAL (
        SELECT core.order_weights(lines, rests, d.merchant_id, d.product_id, NULL, NULL) AS weights
    ) AS w
    WHERE d.merchant_id = (lines[1]).merchant_id AND d.ended_at IS NULL
        AND now() >= d.opens_at AND now() < d.closes_at
        AND (SELECT sum(part) FROM unnest(w.weights) AS part) >= d.threshold_fen
    ORDER BY d.amount_fen DESC, d.id LIMIT 1;
END
$$;
