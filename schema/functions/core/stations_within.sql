-- The next row_limit stations within reach metres after the place (after_distance, after_id) that
-- pass the filters, nearest first, with whether each is open in a minute (core.minute_at) and when that changes.
-- NULL: from the start, no filter. An SQL function with nothing set, so that the planner puts it in line: the
-- caller's search_path holds core and PostGIS.
CREATE OR REPLACE FUNCTION core.stations_within(
    here geometry, reach double precision, row_limit bigint, after_distance double precision, after_id uuid,
    minute integer, open_now boolean, facilities text[], district text)
RETURNS TABLE (id uuid, card_head text, card_tail text, is_open boolean, next_change integer,
               confirmed_at timestamptz, is_unconfirmed boolean, distance double precision)
LANGUAGE sql STABLE ROWS 21
AS $$
    SELECT near.id, near.card_head, near.card_tail,
        core.station_is_open(near.open_24h, near.open_minutes, near.exceptional, near.exceptional_open, minute),
        core.station_next_change(near.open_24h, near.week_changes, near.open_minutes, near.exceptional,
                                 near.exceptional_open, minute),
        near.confirmed_at, near.unconfirmed_since IS NOT NULL, near.distance
    FROM (
        SELECT near.*
        FROM (
            SELECT s.id, s.card_head, s.card_tail, s.open_24h, s.open_minutes, s.week_changes, s.exceptional,
                s.exceptional_open, s.confirmed_at, s.unconfirmed_since,
                ST_DistanceSpheroid(s.location, here) AS distance
            FROM core.stations AS s
            WHERE s.status = 'active' AND s.location && core.station_box(here, reach)
                AND (open_now IS NOT TRUE OR core.station_is_open(
                    s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, minute))
                AND (stations_within.facilities IS NULL
                     OR s.facilities @> stations_within.facilities)
                AND (district IS NULL OR s.district_code = district)
            OFFSET 0 -- measures each distance once
        ) AS near
        WHERE near.distance <= reach
            AND (after_id IS NULL OR (near.distance, near.id) > (after_distance, after_id))
        ORDER BY near.distance, near.id
        LIMIT row_limit) AS near
    ORDER BY near.distance, near.id
$$;
