-- Open stores within radius_m metres of a place, nearest first. The cursor names the last
-- store shown; its distance is measured again.
CREATE OR REPLACE FUNCTION api.store_nearby(
    lng double precision, lat double precision, crs text, radius_m bigint, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    here geometry := core.gcj02_from(crs, ST_SetSRID(ST_MakePoint(lng, lat), 4326));
    shown core.stores;
BEGIN
    IF cursor IS NOT NULL THEN
        SELECT s.* INTO shown FROM core.stores AS s
        WHERE s.id = core.cursor_uuid(core.cursor_decode(cursor), 'id');
        IF NOT FOUND THEN
            outcome := 'cursor_invalid';
            RETURN;
        END IF;
    END IF;
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(
                core.store_json(near.store)::jsonb
                || jsonb_build_object('distance_m', round(near.distance)::bigint)
                ORDER BY near.nth) FILTER (WHERE near.nth <= "limit"), '[]') AS items,
            CASE WHEN count(*) > "limit" THEN core.cursor_encode(json_build_object(
                'id', max((near.store).id::text) FILTER (WHERE near.nth = "limit"))) END
                AS next_cursor,
            'gcj02' AS crs
        FROM core.stores_within(here, radius_m, ST_DistanceSpheroid(shown.location, here), shown.id,
                                "limit" + 1) WITH ORDINALITY AS near (store, distance, nth)) AS answer;
    outcome := 'ok';
END
$$;
