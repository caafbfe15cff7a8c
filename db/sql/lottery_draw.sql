-- lane: write
-- batch: caller_id
-- affinity: lottery_id
-- outcomes: ok, lottery_not_found, lottery_not_open, lottery_not_instant, membership_required, not_eligible, insufficient_points, draw_limit_reached, daily_limit_reached, sold_out, idempotency_key_reused, idempotency_in_progress
SELECT ord, outcome, body, replay_of
FROM api.lottery_draw(
    lottery_id => :lottery_id::uuid[],
    seed => :seed::bytea[],
    caller_id => :caller_id::uuid[],
    client_nonce => :client_nonce::text[],
    idempotency_key => :idempotency_key::text[],
    fingerprint => :fingerprint::bytea[],
    request_id => :request_id::uuid[])
