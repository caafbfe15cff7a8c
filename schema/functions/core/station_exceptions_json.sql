-- The days, from today on, on which a station's hours are others, each with its spans; none: shut.
CREATE OR REPLACE FUNCTION core.station_exceptions_json(station_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(json_build_object('day', d.day, 'hours', d.hours, 'note', d.note) ORDER BY d.day), '[]')
    FROM (
        SELECT e.day, max(e.note) AS note, coalesce(json_agg(json_build_object(
            'opens', to_char(e.opens, 'HH24:MI'), 'closes', to_char(e.closes, 'HH24:MI')) ORDER BY e.opens)
            FILTER (WHERE e.opens IS NOT NULL), '[]') AS hours
        FROM core.station_exceptions AS e
        WHERE e.station_id = station_exceptions_json.station_id
          AND e.day >= (now() AT TIME ZONE 'Asia/Shanghai')::date
        GROUP BY e.day) AS d
$$;
