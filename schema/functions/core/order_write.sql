-- Writes an order with its lines, at the prices that core.order_price found. Nothing left to pay:
-- it is paid at once. Otherwise it waits 15 minutes for its payment. Returns the status.
-- delivery: kind, and for an address recipient, phone and detail masked, and region_code.
CREATE OR REPLACE FUNCTION core.order_write(order_id uuid, member_id uuid, lines core.order_line[],
                                            points_to_spend bigint, delivery jsonb,
                                            delivery_sealed bytea, idempotency_key text)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    amounts record;
    is_paid boolean;
BEGIN
    SELECT * INTO amounts FROM core.order_amounts(lines, points_to_spend);
    is_paid := amounts.subsidy_fen = amounts.total_fen;
    INSERT INTO core.orders (
        id, member_id, status, total_fen, payable_fen, subsidy_fen, points_spent, delivery_kind,
        recipient_masked, phone_masked, region_code, detail_masked, delivery_sealed, idempotency_key,
        expires_at, paid_at)
    VALUES (
        order_write.order_id, order_write.member_id,
        CASE WHEN is_paid THEN 'paid' ELSE 'pending_payment' END, amounts.total_fen,
        amounts.total_fen - amounts.subsidy_fen, amounts.subsidy_fen, points_to_spend,
        coalesce(delivery ->> 'kind', 'pickup'), delivery ->> 'recipient', delivery ->> 'phone',
        delivery ->> 'region_code', delivery ->> 'detail', order_write.delivery_sealed,
        order_write.idempotency_key, CASE WHEN NOT is_paid THEN now() + interval '15 minutes' END,
        CASE WHEN is_paid THEN now() END);
    INSERT INTO core.order_items (order_id, line, sku_id, product_id, product_name, sku_name,
                                  quantity, price_fen, points_price)
    SELECT order_write.order_id, line.ord, line.sku_id, line.product_id, line.product_name,
           line.sku_name, line.quantity, line.price_fen, line.points_price
    FROM unnest(lines) WITH ORDINALITY AS line(sku_id, product_id, product_name, sku_name,
        quantity, price_fen, points_price, on_hand, purchase_limit, ord);
    RETURN CASE WHEN is_paid THEN 'paid' ELSE 'pending_payment' END;
END
$$;
