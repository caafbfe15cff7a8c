-- The next row_limit stations within reach metres after the place (after_distance, after_id) that
-- pass the filters, nearest first. NULL: from the start, no filter. An SQL function with nothing
-- set, so that the planner puts it in line: the caller's search_path holds core and PostGIS.
CREATE OR REPLACE FUNCTION core.stations_within(
    here geometry, reach double precision, row_limit bigint, after_distance double precision,
    after_id uuid, open_minute integer, facilities text[])
RETURNS TABLE (id uuid, card_head text, card_tail text, open_24h boolean,
               open_minutes int4multirange, distance double precision)
LANGUAGE sql STABLE ROWS 21
AS $$
    SELECT near.*
    FROM (
        SELECT s.id, s.card_head, s.card_tail, s.open_24h, s.open_minutes,
            ST_DistanceSpheroid(s.location, here) AS distance
        FROM core.stations AS s
        WHERE s.status = 'active' AND s.location && core.station_box(here, reach)
            AND (open_minute IS NULL OR s.open_24h OR s.open_minutes @> open_minute)
            AND (stations_within.facilities IS NULL
                 OR s.facilities @> stations_within.facilities)
        OFFSET 0 -- measures each distance once
    ) AS near
    WHERE near.distance <= reach
        AND (after_id IS NULL OR (near.distance, near.id) > (after_distance, after_id))
    ORDER BY near.distance, near.id
    LIMIT row_limit
$$;
