-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.webhook_delivery_list(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    endpoint_id => :endpoint_id::uuid,
    event_id => :event_id::uuid,
    state => :state::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
