-- lane: write
-- outcomes: ok, member_unknown, organisation_not_found, organisation_not_joinable, already_member,
--   identity_mismatch, identity_attempts_used, consent_required, application_pending,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.membership_apply(
    caller_id => :caller_id::uuid,
    application_id => :application_id::uuid,
    organisation_id => :organisation_id::uuid,
    employment_kind => :employment_kind::text,
    papers => :papers::jsonb,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
