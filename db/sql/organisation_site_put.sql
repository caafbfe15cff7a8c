-- lane: write
-- outcomes: ok, organisation_not_found
SELECT outcome, body
FROM api.organisation_site_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    lng => :lng::double precision,
    lat => :lat::double precision,
    crs => :crs::text,
    request_id => :request_id::uuid)
