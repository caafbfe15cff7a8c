-- lane: read
-- outcomes: ok, area_invalid
SELECT outcome, body
FROM api.station_map(
    bbox => :bbox::text,
    zoom => :zoom::bigint,
    crs => :crs::text,
    open_now => :open_now::boolean,
    facilities => :facilities::text[],
    district_code => :district_code::text,
    answer_crs => :answer_crs::text,
    geojson => :geojson::boolean)
