-- lane: write
-- outcomes: ok, webhook_endpoint_not_found, webhook_endpoint_disabled, replay_period_invalid,
--   replay_too_large
SELECT outcome, body
FROM api.webhook_endpoint_replay(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    endpoint_id => :endpoint_id::uuid,
    "from" => :from::timestamptz,
    "to" => :to::timestamptz,
    scope => :scope::text,
    request_id => :request_id::uuid)
