-- lane: slow
-- outcomes: ok, organisation_not_found
SELECT outcome, body, lines, last
FROM api.admin_station_export(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    crs => :crs::text,
    geojson => :geojson::boolean,
    after => :after::uuid,
    "limit" => :limit::bigint)
