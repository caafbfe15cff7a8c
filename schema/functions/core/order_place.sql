-- Makes an order, or says why not and changes nothing. Locks: the member's wallet, then the SKUs
-- in ascending order; every check is done under them, before the first effect.
-- Answers ok or a refusal of order_create.
CREATE OR REPLACE FUNCTION core.order_place(
    order_id uuid, member_id uuid, items jsonb, points_to_spend bigint, voucher_ids jsonb,
    delivery jsonb, delivery_sealed bytea, idempotency_key text) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    lines core.order_line[];
    refusal text;
    status text;
BEGIN
    PERFORM core.wallets_lock(ARRAY[member_id]);
    lines := core.order_price(items);
    refusal := core.order_refusal(member_id, lines, points_to_spend, voucher_ids);
    IF refusal IS NOT NULL THEN
        RETURN refusal;
    END IF;
    status := core.order_write(order_id, member_id, lines, points_to_spend, delivery,
                               delivery_sealed, idempotency_key);
    PERFORM core.order_reserve(order_id, status);
    IF points_to_spend > 0 AND status = 'paid' THEN
        PERFORM core.points_spend(ARRAY[member_id], ARRAY[points_to_spend], 'order_payment',
                                  ARRAY[order_id]);
    ELSIF points_to_spend > 0 THEN
        PERFORM core.points_hold(order_place.member_id, points_to_spend, o.id, o.expires_at)
        FROM core.orders AS o WHERE o.id = order_place.order_id;
    END IF;
    RETURN 'ok';
END
$$;
