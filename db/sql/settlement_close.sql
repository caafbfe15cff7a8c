-- lane: slow
-- outcomes: ok, merchant_not_found, month_not_over, month_closed, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.settlement_close(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    month => :month::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
