-- lane: write
-- outcomes: ok, redemption_locked, store_not_found, voucher_code_invalid, voucher_for_orders,
--   bill_required, threshold_not_reached
SELECT outcome, body
FROM api.merchant_redemption_preview(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    token_hash => :token_hash::bytea,
    bill_fen => :bill_fen::bigint,
    store_id => :store_id::uuid)
