-- lane: read
-- outcomes: ok, cursor_invalid, station_not_found
SELECT outcome, body
FROM api.admin_station_history(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
