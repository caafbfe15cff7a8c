-- lane: read
-- outcomes: ok, organisation_not_found
SELECT outcome, body
FROM api.benefit_cap_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid)
