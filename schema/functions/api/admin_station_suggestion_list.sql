-- Suggestions within the caller's reach, newest first; perhaps in one state.
CREATE OR REPLACE FUNCTION api.admin_station_suggestion_list(
    caller_id uuid, allowed_roles text[], resource text, state text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id CONSTANT uuid := core.cursor_before(cursor);
BEGIN
    outcome := CASE WHEN before_id IS NULL THEN 'cursor_invalid' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        body := core.station_suggestion_page(ARRAY(
            SELECT s FROM core.station_suggestions AS s
            JOIN core.organisations AS o ON o.id = s.organisation_id
            WHERE s.id < before_id
                AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource, NULL) AS r
                            WHERE o.path >= r.path_from AND o.path < r.path_until)
                AND (admin_station_suggestion_list.state IS NULL OR s.state = admin_station_suggestion_list.state)
            ORDER BY s.id DESC LIMIT "limit" + 1), "limit");
    END IF;
END
$$;
