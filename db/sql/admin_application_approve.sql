-- lane: write
-- outcomes: ok, application_not_found, application_not_open, application_moved_on, decision_not_yours,
--   own_application, organisation_not_joinable, already_member, not_a_member, account_in_use,
--   parent_not_suitable, credit_code_taken, merchant_taken,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.admin_application_approve(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    application_id => :application_id::uuid,
    stage => :stage::bigint,
    comment => :comment::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
