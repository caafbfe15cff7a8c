-- The next row_limit stations within radius_m metres after the place (after_distance, after_id) that pass the
-- filters, nearest first, as ids and cards; NULL: from the start, no filter, and none found. minute: core.minute_at.
--
-- Only the row_window nearest on the plane are measured. Whatever else there is stands farther off on the plane than
-- they do, and so farther than that many degrees times the fewest metres that a degree of the plane has on the way
-- (core.plane_metres, where the way is nearest to a pole): is_whole tells whether that is beyond the last one shown.
-- An SQL function with nothing set, so that the planner puts it in line: the caller's search_path holds core and
-- PostGIS.
CREATE OR REPLACE FUNCTION core.station_page(
    here geometry, boxes box[], radius_m double precision, row_limit bigint, row_window bigint,
    after_distance double precision, after_id uuid, minute integer, open_now boolean, facility_bits bigint,
    district text, crs text)
RETURNS TABLE (ids uuid[], cards text[], is_whole boolean)
LANGUAGE sql STABLE ROWS 1
AS $$
    SELECT array_agg(near.id) FILTER (WHERE near.distance <= radius_m),
        array_agg(core.station_card(
            CASE WHEN station_page.crs = 'gcj02' THEN near.card_head ELSE core.station_head(near.id, station_page.crs) END,
            near.card_tail, ',"distance_m":' || round(near.distance)::bigint,
            core.station_is_open(near.open_24h, near.open_minutes, near.exceptional, near.exceptional_open, minute),
            core.station_next_change(near.open_24h, near.week_changes, near.open_minutes, near.exceptional,
                                     near.exceptional_open, minute),
            near.confirmed_at, near.unconfirmed_since IS NOT NULL)) FILTER (WHERE near.distance <= radius_m),
        coalesce(max(near.seen) < row_window OR cardinality(boxes) = 1
            AND least(max(near.distance), radius_m) < max(near.edge)
                * core.plane_metres(abs(ST_Y(here)) + least(max(near.distance), radius_m) / 110574), true)
    FROM (
        SELECT nearest.distance, nearest.seen, nearest.edge, s.id, s.card_head, s.card_tail, s.open_24h,
            s.open_minutes, s.week_changes, s.exceptional, s.exceptional_open, s.confirmed_at, s.unconfirmed_since
        FROM (
            SELECT measured.*, count(*) OVER () AS seen, max(measured.apart) OVER () AS edge
            FROM unnest(boxes) AS box
            CROSS JOIN LATERAL (
                SELECT p.station_id, far.distance,
                    p.plane <-> point((center(box))[0], (core.plane_of(0, ST_Y(here)))[1]) AS apart
                FROM core.station_pins AS p
                CROSS JOIN LATERAL (SELECT ST_DistanceSpheroid(
                    ST_SetSRID(ST_MakePoint(p.lng, p.lat), 4326), here) AS distance) AS far
                WHERE p.plane <@ box
                    AND core.pin_passes(p, minute, open_now, facility_bits, district)
                    AND (after_id IS NULL OR (far.distance, p.station_id) > (after_distance, after_id))
                ORDER BY p.plane <-> point((center(box))[0], (core.plane_of(0, ST_Y(here)))[1])
                LIMIT row_window) AS measured
            ORDER BY measured.distance, measured.station_id
            LIMIT row_limit) AS nearest
        JOIN core.stations AS s ON s.id = nearest.station_id
        ORDER BY nearest.distance, nearest.station_id) AS near
$$;
