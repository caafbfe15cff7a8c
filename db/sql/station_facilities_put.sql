-- lane: write
-- outcomes: ok, station_not_found, station_closed
SELECT outcome, body
FROM api.station_facilities_put(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    facilities => :facilities::jsonb,
    request_id => :request_id::uuid)
