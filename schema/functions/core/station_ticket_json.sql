-- A ticket as its reporter and those who look after the station see it.
CREATE OR REPLACE FUNCTION core.station_ticket_json(ticket core.station_tickets) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT ticket.id,
            (SELECT row_to_json(part) FROM (SELECT s.id, s.name FROM core.stations AS s
                                            WHERE s.id = ticket.station_id) AS part) AS station,
            ticket.kind, ticket.facility, ticket.note, ticket.state, ticket.answer, ticket.reopened,
            core.station_ticket_is_overdue(ticket) AS is_overdue, ticket.created_at, ticket.acknowledge_due,
            ticket.fix_due, ticket.acknowledged_at, ticket.fixed_at, ticket.confirmed_at, ticket.confirmed_by
    ) AS shown
$$;
