-- lane: write
-- outcomes: ok, station_not_found, station_closed
SELECT outcome, body
FROM api.admin_station_resume(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
