-- lane: write
-- outcomes: ok, merchant_not_found, expiry_past, api_key_limit, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of, key_hash
FROM api.merchant_key_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    name => :name::text,
    mode => :mode::text,
    scopes => :scopes::jsonb,
    requests_per_minute => :requests_per_minute::bigint,
    expires_at => :expires_at::timestamptz,
    hash => :hash::bytea,
    display => :display::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
