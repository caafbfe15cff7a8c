-- lane: write
-- batch: caller_id
-- affinity: giveaway_id
-- outcomes: ok, giveaway_not_found, giveaway_by_lot, giveaway_not_open, sold_out, membership_required, not_eligible, already_claimed, quota_used_up, idempotency_key_reused, idempotency_in_progress
SELECT ord, outcome, body, replay_of
FROM api.giveaway_claim(
    giveaway_id => :giveaway_id::uuid[],
    caller_id => :caller_id::uuid[],
    idempotency_key => :idempotency_key::text[],
    fingerprint => :fingerprint::bytea[],
    request_id => :request_id::uuid[])
