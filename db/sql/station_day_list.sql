-- lane: read
-- outcomes: ok, station_not_found
SELECT outcome, body
FROM api.station_day_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    days => :days::bigint)
