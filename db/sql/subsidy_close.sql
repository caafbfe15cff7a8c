-- lane: write
-- outcomes: ok, subsidy_not_found, subsidy_closed, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.subsidy_close(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    subsidy_id => :subsidy_id::uuid,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
