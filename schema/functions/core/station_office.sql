-- The organisation that looks after a station, for who may look after it: staff who cover that organisation, and
-- its keepers. NULL for everybody else.
CREATE OR REPLACE FUNCTION core.station_office(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid)
RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT s.organisation_id FROM core.stations AS s
    WHERE s.id = station_office.station_id
        AND (core.staff_covers(station_office.caller_id, station_office.allowed_roles,
                               station_office.resource, s.organisation_id)
             OR 'station_keeper' = ANY (station_office.allowed_roles)
                AND core.station_is_kept_by(s.id, station_office.caller_id))
$$;
