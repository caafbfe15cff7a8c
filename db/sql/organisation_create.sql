-- lane: write
-- outcomes: ok, organisation_not_found, organisation_dissolved, organisation_level_illegal,
--     organisation_too_deep, organisation_name_blank, organisation_code_taken, credit_code_taken,
--     idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.organisation_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    parent_id => :parent_id::uuid,
    level => :level::text,
    name => :name::text,
    code => :code::text,
    credit_code => :credit_code::text,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
