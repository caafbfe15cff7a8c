-- lane: write
-- outcomes: ok, membership_required, already_member, organisation_not_found, organisation_not_joinable,
--   application_pending, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.transfer_apply(
    caller_id => :caller_id::uuid,
    to_organisation_id => :to_organisation_id::uuid,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
