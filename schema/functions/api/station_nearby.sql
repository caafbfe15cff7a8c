-- Stations within radius_m metres of a place, nearest first, by distance on the
-- ellipsoid; a page for each who asks at the moment. open_now true leaves out those that are closed
-- now; facilities (an array as text) must all be there. The cursor names the last station shown;
-- its distance is measured again. The body is text, put together from the cards that stand ready:
-- as json it would be read through once more.
CREATE OR REPLACE FUNCTION api.station_nearby(
    lng double precision[], lat double precision[], crs text[], radius_m bigint[], "limit" bigint[],
    cursor text[], open_now boolean[], facilities text[], district_code text[], answer_crs text[],
    geojson boolean[], OUT ord bigint, OUT outcome text, OUT body text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 32
SET search_path = core, public, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
    minute integer := core.minute_at(now());
BEGIN
    RETURN QUERY
    SELECT a.ord, CASE WHEN start.is_known THEN 'ok' ELSE 'cursor_invalid' END,
        CASE WHEN NOT start.is_known THEN NULL WHEN a.geojson THEN core.geojson(whole.list::json)::text
             ELSE whole.list END
    FROM (
        SELECT s.ord, s.radius_m, s.row_limit, s.cursor, s.open_now, s.facilities::text[] AS facilities,
            s.district_code, s.answer_crs, s.geojson, CASE WHEN s.crs = 'gcj02' THEN s.at
                ELSE core.gcj02_from(s.crs, s.at) END AS here
        FROM (
            SELECT s.*, ST_SetSRID(ST_MakePoint(s.lng, s.lat), 4326) AS at
            FROM unnest(lng, lat, crs, radius_m, "limit", cursor, open_now, facilities, district_code,
                        answer_crs, geojson)
                WITH ORDINALITY AS s (lng, lat, crs, radius_m, row_limit, cursor, open_now, facilities,
                                      district_code, answer_crs, geojson, ord)) AS s
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
            a.here, a.radius_m, a.row_limit + 1, shown.distance, shown.id,
            CASE WHEN a.open_now THEN minute END, a.facilities, a.district_code) AS reach
        OFFSET 0
    ) AS start
    CROSS JOIN LATERAL (
        SELECT array_agg(near.id) AS ids, array_agg(core.station_card(
            CASE WHEN a.answer_crs = 'gcj02' THEN near.card_head
                 ELSE core.station_head(near.id, a.answer_crs) END,
            near.card_tail, ',"distance_m":' || round(near.distance)::bigint, near.is_open,
            near.next_change, near.confirmed_at, near.is_unconfirmed)) AS cards
        FROM core.stations_within(a.here, start.reach, a.row_limit + 1, shown.distance, shown.id, minute,
                                  a.open_now, a.facilities, a.district_code) AS near
    ) AS page
    CROSS JOIN LATERAL (
        SELECT concat(
            '{"items":[', array_to_string(page.cards[:a.row_limit], ','), '],"next_cursor":',
            coalesce(to_json(CASE WHEN cardinality(page.ids) > a.row_limit THEN core.cursor_encode(
                json_build_object('id', page.ids[a.row_limit])) END)::text, 'null'),
            ',"crs":"', a.answer_crs, '"}') AS list
    ) AS whole;
END
$$;
