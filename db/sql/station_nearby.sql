-- lane: read
-- batch: *
-- outcomes: ok, cursor_invalid
SELECT ord, outcome, body
FROM api.station_nearby(
    lng => :lng::double precision[],
    lat => :lat::double precision[],
    radius_m => :radius_m::bigint[],
    "limit" => :limit::bigint[],
    cursor => :cursor::text[],
    open_now => :open_now::boolean[],
    facilities => :facilities::text[])
