-- Fourth step of api.order_create: writes the orders with their lines, and takes their pieces off
-- the shelves: sold when the order is paid, reserved while it waits for its payment.
-- One update for each SKU, however many ordered it.
CREATE OR REPLACE FUNCTION core.order_write(slips core.order_slip[], lines core.order_line[])
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO core.orders (
        id, member_id, merchant_id, status, total_fen, payable_fen, subsidy_fen, points_fen,
        programme_fen, voucher_fen, discount_fen, points_spent, delivery_kind, recipient_masked,
        phone_masked, region_code, detail_masked, delivery_sealed, idempotency_key, expires_at, paid_at)
    SELECT s.order_id, s.member_id, s.merchant_id, s.status, s.total_fen,
        s.total_fen - s.subsidy_fen - s.voucher_fen - s.discount_fen, s.subsidy_fen, s.points_fen,
        s.programme_fen, s.voucher_fen, s.discount_fen, s.points_to_spend,
        coalesce(s.delivery ->> 'kind', 'pickup'), s.delivery ->> 'recipient', s.delivery ->> 'phone',
        s.delivery ->> 'region_code', s.delivery ->> 'detail', s.delivery_sealed, s.idempotency_key,
        CASE WHEN s.status = 'pending_payment' THEN core.order_deadline() END,
        CASE WHEN s.status = 'paid' THEN now() END
    FROM unnest(slips) AS s WHERE s.status IS NOT NULL;
    INSERT INTO core.order_items (order_id, line, sku_id, product_id, product_name, sku_name,
                                  quantity, price_fen, points_price, money_fen, points_fen, points,
                                  programme_fen, voucher_fen, discount_fen)
    SELECT (slips[(l.own).ord]).order_id, (l.own).line, (l.own).sku_id, (l.own).product_id,
        (l.own).product_name, (l.own).sku_name, (l.own).quantity, (l.own).price_fen,
        (l.own).points_price, core.order_line_rest(l.own) - l.points_fen, l.points_fen, l.points,
        (l.own).programme_fen, (l.own).voucher_fen, (l.own).discount_fen
    FROM (
        SELECT lines[p.nth] AS own, p.points_fen, p.points
        FROM core.order_point_shares(slips, lines) AS p OFFSET 0 -- each line is looked up once
    ) AS l;
    UPDATE core.skus AS s
    SET on_hand = s.on_hand - taken.reserved - taken.sold,
        reserved = s.reserved + taken.reserved, sold = s.sold + taken.sold
    FROM (
        SELECT l.sku_id,
            coalesce(sum(l.quantity) FILTER (WHERE (slips[l.ord]).status = 'paid'), 0) AS sold,
            coalesce(sum(l.quantity) FILTER (WHERE (slips[l.ord]).status <> 'paid'), 0) AS reserved
        FROM unnest(lines) AS l WHERE (slips[l.ord]).status IS NOT NULL
        GROUP BY l.sku_id
    ) AS taken
    WHERE s.id = taken.sku_id;
END
$$;
