-- lane: read
-- outcomes: ok, webhook_delivery_not_found
SELECT outcome, body
FROM api.webhook_delivery_get(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    delivery_id => :delivery_id::uuid)
