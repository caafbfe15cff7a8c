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
    SELECT a.ord, CASE WHEN a.is_known THEN 'ok' ELSE 'cursor_invalid' END,
        CASE WHEN NOT a.is_known THEN NULL WHEN a.geojson THEN core.geojson(whole.list::json)::text
             ELSE whole.list END
    FROM (
        SELECT s.*, shown.id AS after_id, ST_DistanceSpheroid(shown.location, s.here) AS after_distance,
            s.cursor IS NULL OR shown.id IS NOT NULL AS is_known,
            core.plane_boxes(ST_X(s.here), ST_Y(s.here), s.radius_m) AS boxes
        FROM (
            SELECT s.ord, s.radius_m, s.row_limit, s.cursor, s.open_now,
                core.facility_bits(s.facilities::text[]) AS facility_bits, s.district_code, s.answer_crs,
                s.geojson, CASE WHEN s.crs = 'gcj02' THEN s.at
                    ELSE core.gcj02_from(s.crs, s.at) END AS here
            FROM (
                SELECT s.*, ST_SetSRID(ST_MakePoint(s.lng, s.lat), 4326) AS at
                FROM unnest(lng, lat, crs, radius_m, "limit", cursor, open_now, facilities, district_code,
                            answer_crs, geojson)
                    WITH ORDINALITY AS s (lng, lat, crs, radius_m, row_limit, cursor, open_now, facilities,
                                          district_code, answer_crs, geojson, ord)) AS s
            OFFSET 0
        ) AS s
        LEFT JOIN core.stations AS shown ON shown.id = core.cursor_uuid(core.cursor_decode(s.cursor), 'id')
        OFFSET 0
    ) AS a
    -- Three more than needed are nearly always enough to be sure.
    CROSS JOIN LATERAL core.station_page(
        a.here, a.boxes, a.radius_m, a.row_limit + 1, a.row_limit + 4, a.after_distance, a.after_id, minute,
        a.open_now, a.facility_bits, a.district_code, a.answer_crs) AS soon
    CROSS JOIN LATERAL (
        SELECT soon.ids, soon.cards
        WHERE soon.is_whole
        UNION ALL
        SELECT more.ids, more.cards
        FROM core.station_page_more(
            a.here, a.boxes, a.radius_m, a.row_limit + 1, a.row_limit + 4, a.after_distance, a.after_id, minute,
            a.open_now, a.facility_bits, a.district_code, a.answer_crs) AS more
        WHERE NOT soon.is_whole) AS page
    CROSS JOIN LATERAL (
        SELECT concat(
            '{"items":[', array_to_string(page.cards[:a.row_limit], ','), '],"next_cursor":',
            coalesce(to_json(CASE WHEN cardinality(page.ids) > a.row_limit THEN core.cursor_encode(
                json_build_object('id', page.ids[a.row_limit])) END)::text, 'null'),
            ',"crs":"', a.answer_crs, '"}') AS list
    ) AS whole;
END
$$;
