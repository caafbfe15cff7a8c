-- What an order comes to. points_price is what all the lines payable in points cost in points;
-- points_to_spend of them cover their share of those lines' price, rounded down to whole fen.
CREATE OR REPLACE FUNCTION core.order_amounts(
    lines core.order_line[], points_to_spend bigint,
    OUT total_fen bigint, OUT points_price bigint, OUT subsidy_fen bigint)
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    points_fen bigint; -- the price in money of the lines payable in points
BEGIN
    SELECT sum(line.price_fen * line.quantity),
           coalesce(sum(line.points_price * line.quantity), 0),
           coalesce(sum(line.price_fen * line.quantity)
                    FILTER (WHERE line.points_price IS NOT NULL), 0)
    INTO total_fen, points_price, points_fen
    FROM unnest(lines) AS line;
    subsidy_fen := CASE WHEN points_to_spend = 0 OR points_price = 0 THEN 0
        ELSE div(points_fen::numeric * points_to_spend, points_price) END;
END
$$;
