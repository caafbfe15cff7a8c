-- lane: write
-- outcomes: ok, award_not_found, award_not_forfeitable, idempotency_key_reused,
--     idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.award_forfeit(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    award_id => :award_id::uuid,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
