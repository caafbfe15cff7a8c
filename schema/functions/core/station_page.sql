-- The next row_limit stations within radius_m metres after the place (after_distance, after_id) that pass the
-- filters, nearest first, as ids and cards; NULL: from the start, no filter, and none found. minute: core.minute_at.
--
-- Only the row_window nearest on the plane are measured. Whatever else there is stands farther off on the plane than
-- they do, and so farther than that many degrees times the fewest metres that a degree of the plane has on the way
-- (those of a degree of latitude at the equator, by the cosine where the way is nearest to a pole): is_whole tells
-- whether that is beyond the last one shown. An SQL function with nothing set, so that the planner puts it in line: the
-- caller's search_path holds core and PostGIS.
CREATE OR REPLACE FUNCTION core.station_page(
    here geometry, boxes box[], radius_m double precision, row_limit bigint, row_window bigint,
    after_distance double precision, after_id uuid, minute integer, open_now boolean, facilities text[],
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
            AND least(max(near.distance), radius_m) < max(near.edge) * 110574
                * cosd(least(abs(ST_Y(here)) + least(max(near.distance), radius_m) / 110574, 90)), true)
    FROM (
        SELECT measured.*, count(*) OVER () AS seen, max(measured.apart) OVER () AS edge
        FROM unnest(boxes) AS box
        CROSS JOIN LATERAL (
            SELECT s.id, s.card_head, s.card_tail, s.open_24h, s.open_minutes, s.week_changes, s.exceptional,
                s.exceptional_open, s.confirmed_at, s.unconfirmed_since, ST_DistanceSpheroid(s.location, here) AS distance,
                core.plane_of(s.grid_lng, s.grid_lat)
                    <-> point((center(box))[0], (core.plane_of(0, ST_Y(here)))[1]) AS apart
            FROM core.stations AS s
            WHERE s.status = 'active' AND core.plane_of(s.grid_lng, s.grid_lat) <@ box
                AND (open_now IS NOT TRUE OR core.station_is_open(
                    s.open_24h, s.open_minutes, s.exceptional, s.exceptional_open, minute))
                AND (station_page.facilities IS NULL OR s.facilities @> station_page.facilities)
                AND (district IS NULL OR s.district_code = district)
                AND (after_id IS NULL OR (ST_DistanceSpheroid(s.location, here), s.id) > (after_distance, after_id))
            ORDER BY core.plane_of(s.grid_lng, s.grid_lat)
                <-> point((center(box))[0], (core.plane_of(0, ST_Y(here)))[1])
            LIMIT row_window) AS measured
        ORDER BY measured.distance, measured.id
        LIMIT row_limit) AS near
$$;
