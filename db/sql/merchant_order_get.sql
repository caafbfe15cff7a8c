-- lane: read
-- outcomes: ok, order_not_found
SELECT outcome, body
FROM api.merchant_order_get(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    order_id => :order_id::uuid)
