-- One station with its weekly hours; also one that is suspended or closed, as its status says.
CREATE OR REPLACE FUNCTION api.station_get(station_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
BEGIN
    SELECT row_to_json(shown) INTO body FROM (
        SELECT s.id, s.name, s.address, ST_X(s.location) AS lng, ST_Y(s.location) AS lat,
               'gcj02' AS crs,
               s.status = 'active'
               AND (s.open_24h OR s.open_minutes @> core.minute_of_week(now())) AS open_now,
               s.open_24h, s.facilities, s.verified_at, s.district_code,
               (SELECT coalesce(json_agg(part), '[]') FROM (
                    SELECT h.weekday, to_char(h.opens, 'HH24:MI') AS opens,
                           to_char(h.closes, 'HH24:MI') AS closes
                    FROM core.station_hours AS h WHERE h.station_id = s.id
                    ORDER BY h.weekday, h.opens) AS part) AS hours,
               s.phone, s.host_unit, s.capacity, s.area_m2, s.status
        FROM core.stations AS s WHERE s.id = station_get.station_id) AS shown;
    outcome := CASE WHEN body IS NULL THEN 'station_not_found' ELSE 'ok' END;
END
$$;
