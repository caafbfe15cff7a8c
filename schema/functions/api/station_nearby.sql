-- Stations within radius_m metres of a point in GCJ-02, nearest first, by distance on the
-- ellipsoid; a page for each who asks at the moment. open_now true leaves out those that are closed
-- now; facilities (an array as text) must all be there. The cursor names the last station shown;
-- its distance is measured again. The body is text, put together from the cards that stand ready:
-- as json it would be read through once more.
CREATE OR REPLACE FUNCTION api.station_nearby(
    lng double precision[], lat double precision[], radius_m bigint[], "limit" bigint[],
    cursor text[], open_now boolean[], facilities text[],
    OUT ord bigint, OUT outcome text, OUT body text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 32
SET search_path = core, public, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
    minute integer := core.minute_of_week(now());
BEGIN
    RETURN QUERY
    SELECT a.ord, CASE WHEN start.is_known THEN 'ok' ELSE 'cursor_invalid' END,
        CASE WHEN start.is_known THEN concat(
            '{"items":[', array_to_string(page.cards[:a.row_limit], ','), '],"next_cursor":',
            coalesce(to_json(CASE WHEN cardinality(page.ids) > a.row_limit THEN core.cursor_encode(
                json_build_object('id', page.ids[a.row_limit])) END)::text, 'null'),
            ',"crs":"gcj02"}') END
    FROM (
        SELECT s.ord, ST_SetSRID(ST_MakePoint(s.lng, s.lat), 4326) AS here, s.radius_m,
            s.row_limit, s.cursor, CASE WHEN s.open_now THEN minute END AS open_minute,
            s.facilities::text[] AS facilities
        FROM unnest(lng, lat, radius_m, "limit", cursor, open_now, facilities)
            WITH ORDINALITY AS s (lng, lat, radius_m, row_limit, cursor, open_now, facilities, ord)
        OFFSET 0
    ) AS a
    LEFT JOIN LATERAL (
        SELECT s.id, ST_DistanceSpheroid(s.location, a.here) AS distance
        FROM core.stations AS s
        WHERE s.id = core.cursor_uuid(core.cursor_decode(a.cursor), 'id')
        LIMIT 1
    ) AS shown ON true
    CROSS JOIN LATERAL (
        SELECT a.cursor IS NULL OR shown.id IS NOT NULL AS is_known, core.station_reach(
            a.here, a.radius_m, a.row_limit + 1, shown.distance, shown.id, a.open_minute,
            a.facilities) AS reach
        OFFSET 0
    ) AS start
    CROSS JOIN LATERAL (
        SELECT array_agg(near.id) AS ids, array_agg(concat(
            near.card_head, ',"distance_m":', round(near.distance)::bigint,
            CASE WHEN near.open_24h OR near.open_minutes @> minute THEN ',"open_now":true,'
                 ELSE ',"open_now":false,' END, near.card_tail)) AS cards
        FROM core.stations_within(a.here, start.reach, a.row_limit + 1, shown.distance, shown.id,
                                  a.open_minute, a.facilities) AS near
    ) AS page;
END
$$;
