-- lane: write
-- outcomes: ok, settlement_not_found, settlement_state_conflict, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.settlement_confirm(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    settlement_id => :settlement_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
