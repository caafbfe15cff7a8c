-- What points cover of an order, in fen: their share of the price in money (points_fen) of the
-- lines that could be paid in points (points_price in all), rounded down to whole fen.
CREATE OR REPLACE FUNCTION core.order_subsidy(
    points_fen bigint, points_price bigint, points_to_spend bigint)
RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN points_to_spend = 0 OR points_price = 0 THEN 0
                ELSE div(points_fen::numeric * points_to_spend, points_price)::bigint END
$$;
