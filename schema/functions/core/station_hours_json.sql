-- A station's hours: weekday 1 to 7, and 8 for public holidays.
CREATE OR REPLACE FUNCTION core.station_hours_json(station_id uuid) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(json_agg(row_to_json(shown) ORDER BY shown.weekday, shown.opens), '[]')
    FROM (
        SELECT h.weekday, to_char(h.opens, 'HH24:MI') AS opens, to_char(h.closes, 'HH24:MI') AS closes
        FROM core.station_hours AS h WHERE h.station_id = station_hours_json.station_id) AS shown
$$;
