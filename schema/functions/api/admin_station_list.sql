-- The stations of the caller's subtree, or of part of it, newest first; suspended and closed ones too.
CREATE OR REPLACE FUNCTION api.admin_station_list(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, status text, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN 'organisation_not_found'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    body := core.station_case_page(ARRAY(
        SELECT s FROM core.stations AS s
        JOIN core.organisations AS o ON o.id = s.organisation_id
        WHERE s.id < before_id AND (admin_station_list.status IS NULL OR s.status = admin_station_list.status)
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource,
                                                      admin_station_list.organisation_id) AS r
                        WHERE o.path >= r.path_from AND o.path < r.path_until)
        ORDER BY s.id DESC LIMIT "limit" + 1), "limit");
END
$$;
