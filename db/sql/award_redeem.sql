-- lane: write
-- outcomes: ok, redemption_locked, code_not_valid, idempotency_key_reused,
--     idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.award_redeem(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    code_hash => :code_hash::bytea,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
