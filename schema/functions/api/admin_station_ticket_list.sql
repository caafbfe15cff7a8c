-- Tickets of all stations within the caller's reach, newest first; in one state, or only those overdue.
CREATE OR REPLACE FUNCTION api.admin_station_ticket_list(
    caller_id uuid, allowed_roles text[], resource text, state text, is_overdue boolean, "limit" bigint,
    cursor text, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id CONSTANT uuid := core.cursor_before(cursor);
BEGIN
    IF before_id IS NULL THEN
        outcome := 'cursor_invalid';
        RETURN;
    END IF;
    outcome := 'ok';
    body := core.station_ticket_page(ARRAY(
        SELECT t FROM core.station_tickets AS t
        JOIN core.stations AS s ON s.id = t.station_id
        JOIN core.organisations AS o ON o.id = s.organisation_id
        WHERE t.id < before_id
            AND EXISTS (SELECT FROM core.staff_ranges(caller_id, allowed_roles, resource, NULL) AS r
                        WHERE o.path >= r.path_from AND o.path < r.path_until)
            AND (admin_station_ticket_list.state IS NULL OR t.state = admin_station_ticket_list.state)
            AND (admin_station_ticket_list.is_overdue IS NOT TRUE OR core.station_ticket_is_overdue(t))
        ORDER BY t.id DESC LIMIT "limit" + 1), "limit");
END
$$;
