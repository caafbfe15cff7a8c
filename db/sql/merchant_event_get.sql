-- lane: read
-- outcomes: ok, event_not_found
SELECT outcome, body
FROM api.merchant_event_get(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    event_id => :event_id::uuid)
