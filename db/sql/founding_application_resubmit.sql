-- lane: write
-- outcomes: ok, application_not_found, application_not_returned, member_unknown,
--   organisation_not_found, parent_not_suitable, organisation_name_blank,
--   credit_code_taken, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.founding_application_resubmit(
    caller_id => :caller_id::uuid,
    application_id => :application_id::uuid,
    name => :name::text,
    credit_code => :credit_code::text,
    parent_organisation_id => :parent_organisation_id::uuid,
    employees => :employees::bigint,
    contact => :contact::jsonb,
    contact_sealed => :contact_sealed::bytea,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
