-- Stations in the order in which they changed, each once, after the number that the cursor names: as they are
-- now, or null for one that is closed or gone. The cursor is given at the end, too, for the next time.
CREATE OR REPLACE FUNCTION api.station_changes("limit" bigint, cursor text, answer_crs text,
                                               OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    after bigint := CASE WHEN cursor IS NULL THEN 0 ELSE core.cursor_bigint(core.cursor_decode(cursor), 'number') END;
    minute integer := core.minute_at(now());
BEGIN
    IF after IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    SELECT row_to_json(answer) INTO body
    FROM (
        SELECT coalesce(json_agg(row_to_json(item) ORDER BY p.nth) FILTER (WHERE p.nth <= "limit"), '[]') AS items,
            core.cursor_encode(json_build_object(
                'number', coalesce(max(p.number) FILTER (WHERE p.nth <= "limit"), after))) AS next_cursor,
            count(*) > "limit" AS has_more, answer_crs AS crs
        FROM (
            SELECT c.*, s AS station, row_number() OVER (ORDER BY c.number) AS nth
            FROM core.station_changes AS c
            LEFT JOIN core.stations AS s ON s.id = c.station_id AND s.status <> 'closed'
            WHERE c.number > after
            ORDER BY c.number
            LIMIT "limit" + 1) AS p
        CROSS JOIN LATERAL (
            SELECT p.station_id, p.changed_at,
                CASE WHEN (p.station).id IS NOT NULL THEN core.station_json(p.station, answer_crs, minute) END AS station)
            AS item) AS answer;
    outcome := 'ok';
END
$$;
