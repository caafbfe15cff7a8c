-- lane: read
-- outcomes: ok, order_not_found
SELECT outcome, body
FROM api.order_refund_list(
    caller_id => :caller_id::uuid,
    order_id => :order_id::uuid)
