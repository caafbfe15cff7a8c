-- What a map of stations must know beforehand: facilities, districts, the holidays from this year on.
CREATE OR REPLACE FUNCTION api.station_meta(OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT row_to_json(meta) INTO body
    FROM (
        SELECT (
            SELECT json_agg(row_to_json(f) ORDER BY f.code)
            FROM (SELECT kind.code, kind.name, kind.name_en FROM core.facilities AS kind) AS f) AS facilities, (
            SELECT coalesce(json_agg(row_to_json(d) ORDER BY d.district_code), '[]')
            FROM (SELECT s.district_code, (SELECT o.name FROM core.organisations AS o WHERE o.code = s.district_code) AS name,
                         count(*) AS stations
                  FROM core.stations AS s WHERE s.status = 'active' GROUP BY s.district_code) AS d) AS districts, (
            SELECT coalesce(json_agg(row_to_json(h) ORDER BY h.day), '[]')
            FROM (SELECT day.day, day.name, day.worked_as FROM core.holidays AS day
                  WHERE day.day >= date_trunc('year', now() AT TIME ZONE 'Asia/Shanghai')::date) AS h) AS holidays) AS meta;
    outcome := 'ok';
END
$$;
