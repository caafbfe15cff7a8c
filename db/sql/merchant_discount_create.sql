-- lane: write
-- outcomes: ok, live_key_required, product_not_found, discount_exceeds_threshold, activity_times_reversed,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_discount_create(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    title => :title::text,
    product_id => :product_id::uuid,
    threshold_fen => :threshold_fen::bigint,
    amount_fen => :amount_fen::bigint,
    opens_at => :opens_at::timestamptz,
    closes_at => :closes_at::timestamptz,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
