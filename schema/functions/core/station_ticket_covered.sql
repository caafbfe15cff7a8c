-- A ticket of a station that the caller looks after (core.station_office), locked; NULLs for everybody else.
CREATE OR REPLACE FUNCTION core.station_ticket_covered(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, ticket_id uuid)
RETURNS core.station_tickets
LANGUAGE sql VOLATILE
AS $$
    SELECT t.* FROM core.station_tickets AS t
    WHERE t.id = station_ticket_covered.ticket_id AND t.station_id = station_ticket_covered.station_id
        AND core.station_office(station_ticket_covered.caller_id, station_ticket_covered.allowed_roles,
                                station_ticket_covered.resource, t.station_id) IS NOT NULL
    FOR NO KEY UPDATE
$$;
