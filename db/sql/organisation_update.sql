-- lane: write
-- outcomes: ok, organisation_not_found, organisation_dissolved, organisation_name_blank,
--     credit_code_taken
SELECT outcome, body
FROM api.organisation_update(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    name => :name::text,
    credit_code => :credit_code::text,
    reason => :reason::text,
    request_id => :request_id::uuid)
