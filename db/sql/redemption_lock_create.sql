-- lane: write
-- outcomes: ok, redemption_locked, store_not_found, voucher_code_invalid, voucher_for_orders,
--   bill_required, threshold_not_reached, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.redemption_lock_create(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    token_hash => :token_hash::bytea,
    bill_fen => :bill_fen::bigint,
    store_id => :store_id::uuid,
    expires_in_s => :expires_in_s::bigint,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
