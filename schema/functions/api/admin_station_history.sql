-- What became of a station, newest first: changes, states, and what was reported of it.
CREATE OR REPLACE FUNCTION api.admin_station_history(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    page core.station_events[];
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN NOT EXISTS (SELECT FROM core.stations AS s WHERE s.id = admin_station_history.station_id
                             AND core.staff_covers(caller_id, allowed_roles, resource, s.organisation_id))
            THEN 'station_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(SELECT e FROM core.station_events AS e
                  WHERE e.station_id = admin_station_history.station_id AND e.id < before_id
                  ORDER BY e.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(json_build_object(
                   'id', e.id, 'kind', e.kind, 'by_kind', e.by_kind, 'by', a.login, 'detail', e.detail, 'at', e.at)
                   ORDER BY e.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS e
        LEFT JOIN core.admins AS a ON e.by_kind = 'admin' AND a.id = e.by_id) AS answer;
END
$$;
