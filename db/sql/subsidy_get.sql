-- lane: read
-- outcomes: ok, subsidy_not_found
SELECT outcome, body
FROM api.subsidy_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    subsidy_id => :subsidy_id::uuid)
