-- Weekly hours as a cell of a sheet writes them, "1-5 08:00-12:00,14:00-18:00; 6 09:00-16:00" (weekdays 1 to 7, 8
-- for public holidays; without weekdays: every day), as [{"weekday", "opens", "closes"}]; NULL when it cannot be
-- read or spans overlap. core.station_hours_text writes the same.
CREATE OR REPLACE FUNCTION core.station_hours_read(words text) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
    WITH entry AS (
        SELECT regexp_match(btrim(e.entry), '^(?:([1-8])(?:-([1-8]))?\s+)?([0-9:,，\s-]+)$') AS parts
        FROM regexp_split_to_table(words, '[;；\n]+') AS e (entry)
        WHERE btrim(e.entry) <> ''
    ), span AS (
        SELECT e.parts, regexp_match(btrim(s.span),
            '^([01]?[0-9]|2[0-3]):([0-5][0-9])\s*-\s*(24:00|(?:[01]?[0-9]|2[0-3]):[0-5][0-9])$') AS times
        FROM entry AS e
        LEFT JOIN LATERAL regexp_split_to_table(e.parts[3], '[,，]') AS s (span) ON true
    ), hour AS (
        SELECT d.weekday, lpad(s.times[1], 2, '0') || ':' || s.times[2] AS opens,
               CASE WHEN lpad(s.times[3], 5, '0') = '00:00' THEN '24:00' ELSE lpad(s.times[3], 5, '0') END AS closes
        FROM span AS s
        LEFT JOIN LATERAL generate_series(coalesce(s.parts[1], '1')::integer,
                                          coalesce(s.parts[2], s.parts[1], '7')::integer) AS d (weekday) ON true
    ), read AS (
        SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes)
                                  ORDER BY h.weekday, h.opens), '[]') AS hours,
               count(*) = count(h.weekday) AND count(*) = count(h.opens) AS is_whole
        FROM hour AS h
    )
    SELECT CASE WHEN r.is_whole AND NOT core.station_spans_overlap(r.hours) THEN r.hours END
    FROM read AS r WHERE words IS NOT NULL
$$;
