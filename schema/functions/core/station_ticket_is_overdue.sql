-- True while a ticket waits longer than it may.
CREATE OR REPLACE FUNCTION core.station_ticket_is_overdue(ticket core.station_tickets) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT CASE ticket.state WHEN 'new' THEN least(ticket.acknowledge_due, ticket.fix_due) < now()
                             WHEN 'acknowledged' THEN ticket.fix_due < now()
                             ELSE false END
$$;
