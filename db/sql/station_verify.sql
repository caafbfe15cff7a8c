-- lane: write
-- outcomes: ok, station_not_found, station_not_in_service
SELECT outcome, body
FROM api.station_verify(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    request_id => :request_id::uuid)
