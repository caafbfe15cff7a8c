-- Tickets of one station, newest first, for who looks after it.
CREATE OR REPLACE FUNCTION api.station_ticket_list(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, state text, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id CONSTANT uuid := core.cursor_before(cursor);
BEGIN
    outcome := CASE
        WHEN before_id IS NULL THEN 'cursor_invalid'
        WHEN core.station_office(caller_id, allowed_roles, resource, station_id) IS NULL THEN 'station_not_found'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        body := core.station_ticket_page(ARRAY(
            SELECT t FROM core.station_tickets AS t
            WHERE t.station_id = station_ticket_list.station_id AND t.id < before_id
                AND (station_ticket_list.state IS NULL OR t.state = station_ticket_list.state)
            ORDER BY t.id DESC LIMIT "limit" + 1), "limit");
    END IF;
END
$$;
