-- How many vouchers a line of an order has bought, and how many of them are unused and can be taken back.
CREATE OR REPLACE FUNCTION core.order_vouchers_left(
    order_id uuid, line bigint, OUT bought bigint, OUT unused bigint)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    SELECT count(*), count(*) FILTER (WHERE v.state IN ('issued', 'expired') AND NOT EXISTS (
        SELECT FROM core.redemptions AS d WHERE d.voucher_id = v.id AND d.reversed_at IS NULL))
    INTO bought, unused
    FROM core.vouchers AS v
    WHERE v.source = 'order' AND v.source_id = order_vouchers_left.order_id
        AND v.source_line = order_vouchers_left.line;
END
$$;
