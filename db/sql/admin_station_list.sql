-- lane: read
-- outcomes: ok, cursor_invalid, organisation_not_found
SELECT outcome, body
FROM api.admin_station_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    status => :status::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
