-- What of a line's price points and money have to pay, in fen: what nobody else bears.
CREATE OR REPLACE FUNCTION core.order_line_rest(line core.order_line) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT line.price_fen * line.quantity - line.programme_fen - line.voucher_fen - line.discount_fen
$$;
