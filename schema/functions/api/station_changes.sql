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
    SELECT json_build_object(
        'items', coalesce(json_agg(json_build_object(
            'station_id', p.station_id, 'changed_at', p.changed_at,
            'station', CASE WHEN (p.station).id IS NOT NULL THEN core.station_json(p.station, answer_crs, minute) END)
            ORDER BY p.nth) FILTER (WHERE p.nth <= "limit"), '[]'),
        'next_cursor', core.cursor_encode(json_build_object(
            'number', coalesce(max(p.number) FILTER (WHERE p.nth <= "limit"), after))),
        'has_more', count(*) > "limit", 'crs', answer_crs) INTO body
    FROM (
        SELECT c.*, s AS station, row_number() OVER (ORDER BY c.number) AS nth
        FROM core.station_changes AS c
        LEFT JOIN core.stations AS s ON s.id = c.station_id AND s.status <> 'closed'
        WHERE c.number > after
        ORDER BY c.number
        LIMIT "limit" + 1) AS p;
    outcome := 'ok';
END
$$;
