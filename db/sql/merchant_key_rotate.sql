-- lane: write
-- outcomes: ok, api_key_not_found, api_key_ended, api_key_replaced, api_key_limit, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of, key_hash
FROM api.merchant_key_rotate(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    api_key_id => :api_key_id::uuid,
    overlap_hours => :overlap_hours::bigint,
    live_hash => :live_hash::bytea,
    live_display => :live_display::text,
    test_hash => :test_hash::bytea,
    test_display => :test_display::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
