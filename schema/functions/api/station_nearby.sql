-- Stations within radius_m metres of a point in GCJ-02, nearest first, by distance on the
-- ellipsoid. open_now true leaves out those that are closed now; facilities must all be there.
-- The cursor names the last station shown; its distance is measured again.
CREATE OR REPLACE FUNCTION api.station_nearby(
    lng double precision, lat double precision, radius_m bigint, "limit" bigint, cursor text,
    open_now boolean, facilities text[], OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    here geometry := ST_SetSRID(ST_MakePoint(lng, lat), 4326);
    minute integer := core.minute_of_week(now());
    open_minute integer := CASE WHEN open_now THEN minute END;
    after_distance double precision;
    after_id uuid;
    reach double precision;
    box geometry;
BEGIN
    IF cursor IS NOT NULL THEN
        SELECT ST_DistanceSpheroid(s.location, here), s.id INTO after_distance, after_id
        FROM core.stations AS s
        WHERE s.id = core.cursor_uuid(core.cursor_decode(cursor), 'id');
        IF NOT FOUND THEN
            outcome := 'cursor_invalid';
            RETURN;
        END IF;
    END IF;
    reach := core.station_reach(here, radius_m, "limit" + 1, after_distance, after_id,
                                open_minute, facilities);
    box := core.station_box(here, reach);
    WITH page AS (
        SELECT row_number() OVER (ORDER BY near.distance, near.id) AS ord, near.*
        FROM (
            SELECT s.id, s.card_head, s.card_tail, s.open_24h, s.open_minutes,
                   ST_DistanceSpheroid(s.location, here) AS distance
            FROM core.stations AS s
            WHERE s.status = 'active' AND s.location && box
              AND (open_minute IS NULL OR s.open_24h OR s.open_minutes @> open_minute)
              AND (station_nearby.facilities IS NULL
                   OR s.facilities @> station_nearby.facilities)
            OFFSET 0) AS near -- measures each distance once
        WHERE near.distance <= reach
          AND (after_id IS NULL OR (near.distance, near.id) > (after_distance, after_id))
        ORDER BY near.distance, near.id
        LIMIT "limit" + 1
    )
    SELECT row_to_json(answer) INTO body FROM (
        SELECT ('[' || coalesce(string_agg(concat(
                   card_head, ',"distance_m":', round(distance)::bigint,
                   CASE WHEN open_24h OR open_minutes @> minute THEN ',"open_now":true,'
                        ELSE ',"open_now":false,' END, card_tail), ',' ORDER BY ord)
                   FILTER (WHERE ord <= "limit"), '') || ']')::json AS items,
               CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', max(id::text) FILTER (WHERE ord = "limit"))) END AS next_cursor,
               'gcj02' AS crs
        FROM page) AS answer;
    outcome := 'ok';
END
$$;
