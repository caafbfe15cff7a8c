-- A station that is in service, locked for a change; NULLs when there is none.
CREATE OR REPLACE FUNCTION core.station_locked(station_id uuid) RETURNS core.stations
LANGUAGE sql VOLATILE
AS $$
    SELECT s.* FROM core.stations AS s
    WHERE s.id = station_locked.station_id AND s.status = 'active'
    FOR NO KEY UPDATE
$$;
