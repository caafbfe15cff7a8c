-- lane: write
-- outcomes: ok, order_not_found, order_not_refundable, order_refund_open, sku_not_in_order,
--   refund_quantity_exceeded, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.order_refund(
    caller_id => :caller_id::uuid,
    order_id => :order_id::uuid,
    items => :items::jsonb,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
