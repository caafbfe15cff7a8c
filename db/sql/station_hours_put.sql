-- lane: write
-- outcomes: ok, station_not_found, station_closed, station_hours_overlap
SELECT outcome, body
FROM api.station_hours_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    open_24h => :open_24h::boolean,
    holiday_hours => :holiday_hours::text,
    hours => :hours::jsonb,
    request_id => :request_id::uuid)
