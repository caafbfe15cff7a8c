-- A station as those see it who look after it.
CREATE OR REPLACE FUNCTION core.station_case_json(station core.stations) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT station.id, core.organisation_label(o) AS organisation, station.name, station.address,
               station.district_code, public.ST_X(station.location) AS lng, public.ST_Y(station.location) AS lat,
               'gcj02' AS crs, station.status, station.facilities, station.open_24h, station.holiday_hours,
               core.station_hours_json(station.id) AS hours,
               core.station_exceptions_json(station.id) AS exceptions, station.phone, station.host_unit,
               station.capacity, station.area_m2, station.photos, station.honours, station.verified_at,
               station.created_at
        FROM core.organisations AS o WHERE o.id = station.organisation_id) AS shown
$$;
