-- One station with its hours, and the exceptions that are not over; also one that is suspended or closed, as its
-- status says.
CREATE OR REPLACE FUNCTION api.station_get(station_id uuid, answer_crs text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
BEGIN
    SELECT core.station_json(s, answer_crs, core.minute_at(now())) INTO body
    FROM core.stations AS s WHERE s.id = station_get.station_id;
    outcome := CASE WHEN body IS NULL THEN 'station_not_found' ELSE 'ok' END;
END
$$;
