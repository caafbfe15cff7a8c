-- lane: write
-- outcomes: ok, webhook_delivery_not_found, webhook_endpoint_disabled
SELECT outcome, body
FROM api.webhook_delivery_replay(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    delivery_id => :delivery_id::uuid,
    request_id => :request_id::uuid)
