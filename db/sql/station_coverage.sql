-- lane: slow
-- outcomes: ok, organisation_not_found
SELECT outcome, body
FROM api.station_coverage(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    walk_m => :walk_m::bigint,
    detour => :detour::double precision,
    weekday => :weekday::bigint,
    grid_m => :grid_m::bigint,
    crs => :crs::text,
    points => :points::jsonb,
    site => :site::jsonb)
