-- The days, from today on, on which a station's hours are others, each with its spans; none: shut.
CREATE OR REPLACE FUNCTION core.station_exceptions_json(station_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(row_to_json(d) ORDER BY d.day), '[]')
    FROM (
        SELECT e.day, coalesce(json_agg(row_to_json(span) ORDER BY e.opens) FILTER (WHERE e.opens IS NOT NULL), '[]')
            AS hours, max(e.note) AS note
        FROM core.station_exceptions AS e
        CROSS JOIN LATERAL (
            SELECT to_char(e.opens, 'HH24:MI') AS opens, to_char(e.closes, 'HH24:MI') AS closes) AS span
        WHERE e.station_id = station_exceptions_json.station_id
          AND e.day >= (now() AT TIME ZONE 'Asia/Shanghai')::date
        GROUP BY e.day) AS d
$$;
