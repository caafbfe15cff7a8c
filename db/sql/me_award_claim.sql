-- lane: write
-- outcomes: ok, award_not_found, award_not_claimable, claim_period_over, pickup_point_not_found,
--     delivery_not_offered, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.me_award_claim(
    caller_id => :caller_id::uuid,
    award_id => :award_id::uuid,
    pickup_point_id => :pickup_point_id::uuid,
    delivery => :delivery::jsonb,
    delivery_sealed => :delivery_sealed::bytea,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
