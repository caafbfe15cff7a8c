-- lane: slow
-- outcomes: ok, cursor_invalid, area_invalid, route_too_long
SELECT outcome, body
FROM api.station_search(
    q => :q::text,
    district_code => :district_code::text,
    polygon => :polygon::jsonb,
    route => :route::jsonb,
    within_m => :within_m::bigint,
    open_now => :open_now::boolean,
    facilities => :facilities::jsonb,
    crs => :crs::text,
    answer_crs => :answer_crs::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text,
    geojson => :geojson::boolean)
