-- Stations inside a polygon, along a route, of a district or with certain words in name, address or host. Along a
-- route they come in its order, otherwise in that of their ids. The cursor names the last one shown.
CREATE OR REPLACE FUNCTION api.station_search(
    q text, district_code text, polygon jsonb, route jsonb, within_m bigint, open_now boolean, facilities jsonb,
    crs text, answer_crs text, "limit" bigint, cursor text, geojson boolean, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    minute integer := core.minute_at(now());
    words text[] := core.search_words(q);
    wanted text[] := core.texts_of(facilities);
    area geometry := core.ring_of(polygon, crs);
    path geometry := core.path_of(route, crs);
    boxes geometry[] := coalesce(core.path_boxes(path, within_m), ARRAY[coalesce(
        ST_Envelope(area), ST_MakeEnvelope(-180, -90, 180, 90, 4326))]);
    place jsonb := core.cursor_decode(cursor);
    after_along bigint := core.cursor_bigint(place, 'along');
    after_id uuid := core.cursor_uuid(place, 'id');
BEGIN
    IF cursor IS NOT NULL AND (after_along IS NULL OR after_id IS NULL) THEN
        outcome := 'cursor_invalid';
        RETURN;
    ELSIF abs(ST_YMax(ST_Collect(area, path))) > 90 OR abs(ST_YMin(ST_Collect(area, path))) > 90 THEN
        outcome := 'area_invalid';
        RETURN;
    ELSIF ST_Length(path::geography) > 500000 THEN
        outcome := 'route_too_long';
        RETURN;
    END IF;
    SELECT json_build_object(
        'items', coalesce(json_agg(core.station_card(
            CASE WHEN answer_crs = 'gcj02' THEN p.card_head ELSE core.station_head(p.id, answer_crs) END, p.card_tail,
            concat(',"along_m":', coalesce(CASE WHEN route IS NOT NULL THEN p.along END::text, 'null'),
                   ',"distance_m":', coalesce(round(p.distance)::text, 'null')),
            p.is_open, p.next_change, p.confirmed_at, p.unconfirmed_since IS NOT NULL)::json ORDER BY p.nth)
            FILTER (WHERE p.nth <= "limit"), '[]'),
        'next_cursor', CASE WHEN count(*) > "limit" THEN core.cursor_encode((json_agg(json_build_object(
            'along', p.along, 'id', p.id)) FILTER (WHERE p.nth = "limit")) -> 0) END,
        'crs', answer_crs) INTO body
    FROM (
        SELECT s.*, row_number() OVER (ORDER BY s.along, s.id) AS nth
        FROM core.stations_found(boxes, words, area, path, within_m, minute, open_now, wanted, district_code) AS s
        WHERE after_id IS NULL OR (s.along, s.id) > (after_along, after_id)
        ORDER BY s.along, s.id
        LIMIT "limit" + 1) AS p;
    body := CASE WHEN geojson THEN core.geojson(body) ELSE body END;
    outcome := 'ok';
END
$$;
