-- lane: write
-- outcomes: ok, application_not_found, application_not_open, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.merchant_application_withdraw(
    caller_id => :caller_id::uuid,
    application_id => :application_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
