-- lane: write
-- outcomes: ok, membership_required, station_not_found, station_too_far, station_not_due_open,
--   station_checked_already, station_day_limit
SELECT outcome, body
FROM api.station_check(
    caller_id => :caller_id::uuid,
    station_id => :station_id::uuid,
    lng => :lng::double precision,
    lat => :lat::double precision,
    is_open => :is_open::boolean,
    request_id => :request_id::uuid)
