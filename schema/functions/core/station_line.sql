-- A station as a line of a sheet: the columns of api/sheet/stations.c with tabs between.
CREATE OR REPLACE FUNCTION core.station_line(station core.stations, crs text) RETURNS text
LANGUAGE sql STABLE
SET search_path = core, public, pg_temp
AS $$
    SELECT concat_ws(E'\t', station.id, translate(station.name, E'\t\r\n', '   '),
        translate(station.address, E'\t\r\n', '   '), station.district_code,
        round(ST_X(place)::numeric, 6), round(ST_Y(place)::numeric, 6), array_to_string(station.facilities, ' '),
        core.station_hours_text(station), coalesce(station.phone, ''),
        translate(coalesce(station.host_unit, ''), E'\t\r\n', '   '), coalesce(station.capacity::text, ''),
        coalesce(station.area_m2::text, ''), array_to_string(station.photos, ' '))
    FROM core.gcj02_to(crs, station.location) AS place
$$;
