-- Why the order cannot be made, or NULL. The caller holds the member's wallet lock and, through
-- core.order_price, the SKUs' locks: what is found here stays so until the transaction ends.
CREATE OR REPLACE FUNCTION core.order_refusal(member_id uuid, lines core.order_line[],
                                              points_to_spend bigint, voucher_ids jsonb)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM core.wallets AS w WHERE w.member_id = order_refusal.member_id) THEN
        RETURN 'member_unknown'; -- a token may outlive its member by minutes
    ELSIF lines IS NULL THEN
        RETURN 'sku_not_found';
    ELSIF jsonb_array_length(voucher_ids) > 0 THEN
        RETURN 'voucher_not_usable'; -- there are no vouchers yet
    ELSIF points_to_spend > (core.order_amounts(lines, 0)).points_price THEN
        RETURN 'points_exceed_price';
    ELSIF core.order_limit_reached(member_id, lines) THEN
        RETURN 'purchase_limit_reached';
    ELSIF EXISTS (SELECT FROM unnest(lines) AS line WHERE line.on_hand < line.quantity) THEN
        RETURN 'sold_out';
    ELSIF points_to_spend > (SELECT w.available FROM core.wallets AS w
                             WHERE w.member_id = order_refusal.member_id) THEN
        RETURN 'insufficient_points';
    END IF;
    RETURN NULL;
END
$$;
