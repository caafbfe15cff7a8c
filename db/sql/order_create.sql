-- lane: write
-- batch: caller_id
-- outcomes: ok, membership_required, sku_not_found, sold_out, insufficient_points, points_exceed_price, voucher_not_usable, purchase_limit_reached, merchants_mixed, price_changed, idempotency_key_reused, idempotency_in_progress
SELECT ord, outcome, body, replay_of
FROM api.order_create(
    caller_id => :caller_id::uuid[],
    items => :items::jsonb[],
    points_to_spend => :points_to_spend::bigint[],
    delivery => :delivery::jsonb[],
    delivery_sealed => :delivery_sealed::bytea[],
    order_id => :order_id::uuid[],
    voucher_ids => :voucher_ids::jsonb[],
    expected_payable_fen => :expected_payable_fen::bigint[],
    idempotency_key => :idempotency_key::text[],
    fingerprint => :fingerprint::bytea[],
    request_id => :request_id::uuid[])
