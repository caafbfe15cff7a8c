-- lane: write
-- outcomes: ok, station_not_found, station_code_invalid, station_not_in_service
SELECT outcome, body
FROM api.station_heartbeat(
    caller_id => :caller_id::uuid,
    station_id => :station_id::uuid,
    code_is_good => :code_is_good::boolean,
    request_id => :request_id::uuid)
