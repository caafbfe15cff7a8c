-- lane: write
-- outcomes: ok, webhook_endpoint_not_found, webhook_endpoint_disabled
SELECT outcome, body
FROM api.webhook_endpoint_ping(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    endpoint_id => :endpoint_id::uuid,
    request_id => :request_id::uuid)
