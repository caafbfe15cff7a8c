-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.role_grant_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    admin_id => :admin_id::uuid,
    member_id => :member_id::uuid,
    organisation_id => :organisation_id::uuid,
    station_id => :station_id::uuid,
    expiring => :expiring::boolean,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
