-- What a map of stations must know beforehand: facilities, districts, the holidays from this year on.
CREATE OR REPLACE FUNCTION api.station_meta(OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    body := json_build_object(
        'facilities', (SELECT json_agg(json_build_object('code', f.code, 'name', f.name, 'name_en', f.name_en)
                                       ORDER BY f.code) FROM core.facilities AS f),
        'districts', (
            SELECT coalesce(json_agg(json_build_object('district_code', d.district_code, 'name', d.name, 'stations', d.count)
                                     ORDER BY d.district_code), '[]')
            FROM (SELECT s.district_code, count(*) AS count,
                         (SELECT o.name FROM core.organisations AS o WHERE o.code = s.district_code) AS name
                  FROM core.stations AS s WHERE s.status = 'active' GROUP BY s.district_code) AS d),
        'holidays', (
            SELECT coalesce(json_agg(json_build_object('day', h.day, 'name', h.name, 'worked_as', h.worked_as)
                                     ORDER BY h.day), '[]')
            FROM core.holidays AS h WHERE h.day >= date_trunc('year', now() AT TIME ZONE 'Asia/Shanghai')::date));
    outcome := 'ok';
END
$$;
