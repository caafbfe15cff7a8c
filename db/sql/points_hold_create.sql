-- lane: write
-- outcomes: ok, live_key_required, reference_taken, points_code_invalid, points_code_exceeded,
--   insufficient_points, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.points_hold_create(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    code_hash => :code_hash::bytea,
    points => :points::bigint,
    reference => :reference::text,
    expires_in_s => :expires_in_s::bigint,
    dry_run => :dry_run::boolean,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
