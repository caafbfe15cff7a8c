-- lane: write
-- outcomes: ok, organisation_not_found, station_is_known, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.admin_station_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    name => :name::text,
    address => :address::text,
    district_code => :district_code::text,
    location => :location::jsonb,
    facilities => :facilities::jsonb,
    phone => :phone::text,
    host_unit => :host_unit::text,
    capacity => :capacity::bigint,
    area_m2 => :area_m2::bigint,
    photos => :photos::jsonb,
    honours => :honours::jsonb,
    is_another => :is_another::boolean,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
