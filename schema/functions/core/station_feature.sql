-- A station as a feature of GeoJSON (RFC 7946), as admin_station_import_geojson takes it.
CREATE OR REPLACE FUNCTION core.station_feature(station core.stations, crs text) RETURNS json
LANGUAGE sql STABLE
SET search_path = core, public, pg_temp
AS $$
    SELECT json_build_object(
        'type', 'Feature', 'id', station.id,
        'geometry', json_build_object('type', 'Point', 'coordinates', json_build_array(
            round(ST_X(place)::numeric, 6), round(ST_Y(place)::numeric, 6))),
        'properties', json_strip_nulls(json_build_object(
            'name', station.name, 'address', station.address, 'district_code', station.district_code,
            'facilities', station.facilities, 'hours', nullif(core.station_hours_text(station), ''),
            'phone', station.phone, 'host_unit', station.host_unit, 'capacity', station.capacity,
            'area_m2', station.area_m2, 'photos', station.photos)))
    FROM core.gcj02_to(crs, station.location) AS place
$$;
