-- lane: write
-- outcomes: ok, redemption_not_found, redemption_reversed, redemption_too_old, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_redemption_reverse(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    redemption_id => :redemption_id::uuid,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
