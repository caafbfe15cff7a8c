-- lane: write
-- outcomes: ok, membership_required, application_pending, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.leaving_apply(
    caller_id => :caller_id::uuid,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
