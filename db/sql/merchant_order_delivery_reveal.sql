-- lane: write
-- outcomes: ok, order_not_found, order_delivered
SELECT outcome, body, delivery_sealed
FROM api.merchant_order_delivery_reveal(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    order_id => :order_id::uuid,
    request_id => :request_id::uuid)
