-- A merchant's discount as answers show it.
CREATE OR REPLACE FUNCTION core.merchant_discount_json(discount core.merchant_discounts) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT discount.id, discount.title, discount.product_id, discount.threshold_fen,
            discount.amount_fen, discount.opens_at, discount.closes_at,
            CASE WHEN discount.ended_at IS NOT NULL OR discount.closes_at <= now() THEN 'ended'
                 WHEN discount.opens_at > now() THEN 'scheduled' ELSE 'open' END AS status,
            discount.created_at, discount.ended_at) AS shown
$$;
