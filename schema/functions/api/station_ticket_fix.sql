-- What a ticket tells is mended, as answer says; its reporter may now confirm that.
CREATE OR REPLACE FUNCTION api.station_ticket_fix(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, ticket_id uuid, answer text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    ticket core.station_tickets :=
        core.station_ticket_covered(caller_id, allowed_roles, resource, station_id, ticket_id);
    was CONSTANT text := ticket.state;
BEGIN
    outcome := CASE
        WHEN ticket.id IS NULL THEN 'station_ticket_not_found'
        WHEN was NOT IN ('new', 'acknowledged') THEN 'station_ticket_done'
        ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.station_tickets AS t
        SET state = 'fixed', acknowledged_at = coalesce(t.acknowledged_at, now()), fixed_at = now(),
            answer = station_ticket_fix.answer
        WHERE t.id = ticket.id RETURNING t.* INTO ticket;
        PERFORM core.station_ticket_moved(
            ticket, was, 'ticket_fixed', core.station_caller(caller_id), caller_id, 'station_ticket_fix',
            request_id);
        body := core.station_ticket_json(ticket);
    END IF;
END
$$;
