-- lane: write
-- outcomes: ok, refund_not_found, refund_decided, refund_not_due, order_not_refundable, order_refund_open,
--   refund_quantity_exceeded, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.order_refund_escalate(
    caller_id => :caller_id::uuid,
    order_id => :order_id::uuid,
    refund_id => :refund_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
