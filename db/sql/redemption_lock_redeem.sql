-- lane: write
-- outcomes: ok, redemption_lock_not_found, redemption_lock_ended, redemption_lock_expired,
--   threshold_not_reached, reference_taken, daily_limit_reached, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.redemption_lock_redeem(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    lock_id => :lock_id::uuid,
    bill_fen => :bill_fen::bigint,
    reference => :reference::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
