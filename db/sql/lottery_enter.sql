-- lane: write
-- outcomes: ok, lottery_not_found, lottery_not_raffle, lottery_not_open, membership_required,
--   not_eligible, draw_limit_reached, insufficient_points, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.lottery_enter(
    caller_id => :caller_id::uuid,
    lottery_id => :lottery_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
