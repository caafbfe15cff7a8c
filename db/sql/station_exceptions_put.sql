-- lane: write
-- outcomes: ok, station_not_found, station_closed, station_day_misfit, station_hours_overlap
SELECT outcome, body
FROM api.station_exceptions_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    exceptions => :exceptions::jsonb,
    request_id => :request_id::uuid)
