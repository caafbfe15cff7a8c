-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.store_nearby(
    lng => :lng::double precision,
    lat => :lat::double precision,
    crs => :crs::text,
    radius_m => :radius_m::bigint,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
