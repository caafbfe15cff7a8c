-- Opens a ticket of a station; NULLs when one of the same thing is open already. reporter_id NULL: several members
-- found the station shut.
CREATE OR REPLACE FUNCTION core.station_ticket_open(
    station_id uuid, kind text, facility text, note text, reporter_id uuid)
RETURNS core.station_tickets
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    ticket core.station_tickets;
BEGIN
    INSERT INTO core.station_tickets AS t (station_id, kind, facility, note, reporter_id, acknowledge_due, fix_due)
    SELECT station_ticket_open.station_id, station_ticket_open.kind, station_ticket_open.facility,
        station_ticket_open.note, station_ticket_open.reporter_id,
        now() + r.acknowledge_hours * interval '1 hour', now() + r.fix_hours * interval '1 hour'
    FROM core.station_rules AS r
    ON CONFLICT DO NOTHING
    RETURNING t.* INTO ticket;
    IF ticket.id IS NOT NULL THEN
        PERFORM core.station_event(
            ticket.station_id, 'ticket_opened', CASE WHEN reporter_id IS NULL THEN 'system' ELSE 'member' END,
            reporter_id, jsonb_build_object('ticket_id', ticket.id, 'kind', ticket.kind, 'facility', ticket.facility));
    END IF;
    RETURN ticket;
END
$$;
