-- lane: write
-- outcomes: ok, station_not_found, organisation_not_found, station_closed
SELECT outcome, body
FROM api.admin_station_update(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    organisation_id => :organisation_id::uuid,
    name => :name::text,
    address => :address::text,
    district_code => :district_code::text,
    location => :location::jsonb,
    phone => :phone::text,
    host_unit => :host_unit::text,
    capacity => :capacity::bigint,
    area_m2 => :area_m2::bigint,
    photos => :photos::jsonb,
    honours => :honours::jsonb,
    request_id => :request_id::uuid)
