-- The reporter says whether what they reported is mended; if not, it is acknowledged once more and due anew, unless
-- another such ticket is open meanwhile.
CREATE OR REPLACE FUNCTION api.station_ticket_confirm(
    caller_id uuid, station_id uuid, ticket_id uuid, is_fixed boolean, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    ticket core.station_tickets;
BEGIN
    PERFORM FROM core.stations AS s WHERE s.id = station_ticket_confirm.station_id FOR NO KEY UPDATE;
    SELECT t.* INTO ticket FROM core.station_tickets AS t
    WHERE t.id = ticket_id AND t.station_id = station_ticket_confirm.station_id
        AND t.reporter_id = ANY (core.accounts_of(caller_id))
    FOR NO KEY UPDATE;
    outcome := CASE
        WHEN ticket.id IS NULL THEN 'station_ticket_not_found'
        WHEN ticket.state <> 'fixed' THEN 'station_ticket_not_fixed'
        WHEN NOT is_fixed AND EXISTS (
            SELECT FROM core.station_tickets AS o
            WHERE o.station_id = ticket.station_id AND o.kind = ticket.kind
                AND o.facility IS NOT DISTINCT FROM ticket.facility AND o.state IN ('new', 'acknowledged'))
            THEN 'station_ticket_exists'
        ELSE 'ok' END;
    IF outcome = 'ok' AND is_fixed THEN
        UPDATE core.station_tickets AS t SET state = 'confirmed', confirmed_at = now(), confirmed_by = 'reporter'
        WHERE t.id = ticket.id RETURNING t.* INTO ticket;
    ELSIF outcome = 'ok' THEN
        UPDATE core.station_tickets AS t
        SET state = 'acknowledged', reopened = t.reopened + 1, fixed_at = NULL,
            fix_due = now() + r.fix_hours * interval '1 hour'
        FROM core.station_rules AS r
        WHERE t.id = ticket.id RETURNING t.* INTO ticket;
    END IF;
    IF outcome = 'ok' THEN
        PERFORM core.station_ticket_moved(
            ticket, 'fixed', CASE WHEN is_fixed THEN 'ticket_confirmed' ELSE 'ticket_reopened' END, 'member',
            caller_id, 'station_ticket_confirm', request_id);
        body := core.station_ticket_json(ticket);
    END IF;
END
$$;
