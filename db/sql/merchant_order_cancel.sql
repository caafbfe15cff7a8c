-- lane: write
-- outcomes: ok, order_not_found, order_not_cancellable, vouchers_used, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_order_cancel(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    order_id => :order_id::uuid,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
