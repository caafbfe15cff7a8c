-- lane: write
-- outcomes: ok, webhook_url_malformed, webhook_url_forbidden,
--   webhook_url_taken, webhook_endpoint_limit
SELECT outcome, body
FROM api.webhook_endpoint_create(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    url => :url::text,
    url_refusal => :url_refusal::text,
    description => :description::text,
    types => :types::jsonb,
    secret_id => :secret_id::uuid,
    secret_sealed => :secret_sealed::bytea,
    request_id => :request_id::uuid)
