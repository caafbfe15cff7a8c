-- Who looks after a station has read a new ticket; a second time changes nothing.
CREATE OR REPLACE FUNCTION api.station_ticket_acknowledge(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, ticket_id uuid, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    ticket core.station_tickets :=
        core.station_ticket_covered(caller_id, allowed_roles, resource, station_id, ticket_id);
BEGIN
    outcome := CASE
        WHEN ticket.id IS NULL THEN 'station_ticket_not_found'
        WHEN ticket.state NOT IN ('new', 'acknowledged') THEN 'station_ticket_done'
        ELSE 'ok' END;
    IF outcome = 'ok' AND ticket.state = 'new' THEN
        UPDATE core.station_tickets AS t SET state = 'acknowledged', acknowledged_at = now()
        WHERE t.id = ticket.id RETURNING t.* INTO ticket;
        PERFORM core.station_ticket_moved(
            ticket, 'new', 'ticket_acknowledged', core.station_caller(caller_id), caller_id,
            'station_ticket_acknowledge', request_id);
    END IF;
    IF outcome = 'ok' THEN
        body := core.station_ticket_json(ticket);
    END IF;
END
$$;
