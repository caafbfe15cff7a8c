-- lane: read
-- outcomes: ok, membership_required, sku_not_found, sold_out, insufficient_points, points_exceed_price,
--   voucher_not_usable, purchase_limit_reached, merchants_mixed
SELECT outcome, body
FROM api.order_quote(
    caller_id => :caller_id::uuid,
    items => :items::jsonb,
    points_to_spend => :points_to_spend::bigint,
    voucher_ids => :voucher_ids::jsonb)
