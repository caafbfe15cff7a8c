-- lane: write
-- outcomes: ok, settlement_not_found, settlement_state_conflict, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.settlement_resolve(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    settlement_id => :settlement_id::uuid,
    adjustment_fen => :adjustment_fen::bigint,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
