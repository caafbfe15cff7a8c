-- A station's weekly hours for a cell of a sheet, as core.station_hours_read takes them; '24h' for always.
CREATE OR REPLACE FUNCTION core.station_hours_text(station core.stations) RETURNS text
LANGUAGE sql STABLE
AS $$
    WITH day AS (
        SELECT h.weekday, string_agg(to_char(h.opens, 'HH24:MI') || '-' || to_char(h.closes, 'HH24:MI'), ','
                                     ORDER BY h.opens) AS spans
        FROM core.station_hours AS h WHERE h.station_id = station.id GROUP BY h.weekday
    ), run AS (
        SELECT d.weekday, d.spans, d.weekday - row_number() OVER (PARTITION BY d.spans ORDER BY d.weekday) AS nth
        FROM day AS d
    ), entry AS (
        SELECT min(r.weekday) AS first, max(r.weekday) AS last, r.spans FROM run AS r GROUP BY r.nth, r.spans
    )
    SELECT CASE WHEN station.open_24h THEN '24h' ELSE coalesce(string_agg(
        concat(e.first, '-' || nullif(e.last, e.first), ' ', e.spans), '; ' ORDER BY e.first), '') END
    FROM entry AS e
$$;
