-- lane: write
-- outcomes: ok, order_not_found, parcels_final, parcel_repeated, parcels_incomplete,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_order_reship(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    order_id => :order_id::uuid,
    parcels => :parcels::jsonb,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
