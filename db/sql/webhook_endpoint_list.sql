-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.webhook_endpoint_list(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text)
