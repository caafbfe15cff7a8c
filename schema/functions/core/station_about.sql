-- What is said of a station, but for its hours and its state, to compare two states of it.
CREATE OR REPLACE FUNCTION core.station_about(station core.stations) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    SELECT jsonb_build_object(
        'organisation_id', station.organisation_id, 'name', station.name, 'address', station.address,
        'district_code', station.district_code,
        'location', jsonb_build_array(public.ST_X(station.location), public.ST_Y(station.location)),
        'facilities', station.facilities, 'phone', station.phone, 'host_unit', station.host_unit,
        'capacity', station.capacity, 'area_m2', station.area_m2, 'photos', station.photos,
        'honours', station.honours)
$$;
