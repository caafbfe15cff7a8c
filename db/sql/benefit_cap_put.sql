-- lane: write
-- outcomes: ok, organisation_not_found
SELECT outcome, body
FROM api.benefit_cap_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    year => :year::bigint,
    max_fen => :max_fen::bigint,
    reason => :reason::text,
    request_id => :request_id::uuid)
