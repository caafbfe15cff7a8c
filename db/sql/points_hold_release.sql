-- lane: write
-- outcomes: ok, hold_not_found, hold_settled, hold_expired, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.points_hold_release(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    hold_id => :hold_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
