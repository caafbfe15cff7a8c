-- lane: write
-- outcomes: ok, webhook_endpoint_not_found, webhook_secret_limit
SELECT outcome, body
FROM api.webhook_endpoint_rotate(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    endpoint_id => :endpoint_id::uuid,
    overlap_hours => :overlap_hours::bigint,
    secret_id => :secret_id::uuid,
    secret_sealed => :secret_sealed::bytea,
    request_id => :request_id::uuid)
