-- lane: write
-- outcomes: ok, refund_not_found, refund_decided, vouchers_used, refund_limit_reached,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_refund_approve(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    refund_id => :refund_id::uuid,
    restock => :restock::boolean,
    answer => :answer::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
