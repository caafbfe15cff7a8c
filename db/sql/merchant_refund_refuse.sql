-- lane: write
-- outcomes: ok, refund_not_found, refund_decided, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_refund_refuse(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    refund_id => :refund_id::uuid,
    answer => :answer::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
