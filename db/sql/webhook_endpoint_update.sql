-- lane: write
-- outcomes: ok, webhook_endpoint_not_found, webhook_url_malformed, webhook_url_forbidden,
--   webhook_url_taken
SELECT outcome, body
FROM api.webhook_endpoint_update(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    endpoint_id => :endpoint_id::uuid,
    url => :url::text,
    url_refusal => :url_refusal::text,
    description => :description::text,
    types => :types::jsonb,
    status => :status::text,
    request_id => :request_id::uuid)
