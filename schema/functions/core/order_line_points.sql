-- The points that pay for the rest of a line; 0: points do not. They bear the same part of their price as
-- money does, rounded up.
CREATE OR REPLACE FUNCTION core.order_line_points(line core.order_line) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT coalesce(CASE
        WHEN line.programme_fen + line.voucher_fen + line.discount_fen = 0
            THEN line.points_price * line.quantity
        ELSE div(line.points_price * core.order_line_rest(line)::numeric + line.price_fen - 1,
                 line.price_fen)::bigint END, 0)
$$;
