-- lane: write
-- outcomes: ok, refund_not_found, refund_decided, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.order_refund_withdraw(
    caller_id => :caller_id::uuid,
    order_id => :order_id::uuid,
    refund_id => :refund_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
