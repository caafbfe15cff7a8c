-- Writes down that a ticket changed its state, for the auditors and for the station's history.
CREATE OR REPLACE FUNCTION core.station_ticket_moved(
    ticket core.station_tickets, was text, kind text, by_kind text, by_id uuid, action text, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.station_event(ticket.station_id, kind, by_kind, by_id, jsonb_build_object('ticket_id', ticket.id));
    PERFORM core.audit_write(
        CASE by_kind WHEN 'keeper' THEN 'member' ELSE by_kind END, by_id, action,
        (SELECT s.organisation_id FROM core.stations AS s WHERE s.id = ticket.station_id), 'station_ticket',
        ticket.id, jsonb_build_object('state', jsonb_build_array(was, ticket.state)), NULL, request_id);
END
$$;
