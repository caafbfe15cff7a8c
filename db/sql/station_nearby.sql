-- lane: read
-- batch: *
-- outcomes: ok, cursor_invalid
SELECT ord, outcome, body
FROM api.station_nearby(
    lng => :lng::double precision[],
    lat => :lat::double precision[],
    crs => :crs::text[],
    radius_m => :radius_m::bigint[],
    "limit" => :limit::bigint[],
    cursor => :cursor::text[],
    open_now => :open_now::boolean[],
    facilities => :facilities::text[],
    district_code => :district_code::text[],
    answer_crs => :answer_crs::text[],
    geojson => :geojson::boolean[])
