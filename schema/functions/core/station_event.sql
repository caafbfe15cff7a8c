-- Writes a line of a station's history, in the transaction of what it tells. by_id: the admin or member; NULL
-- for the system. detail: nothing that tells who a person is.
CREATE OR REPLACE FUNCTION core.station_event(
    station_id uuid, kind text, by_kind text, by_id uuid, detail jsonb)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
    INSERT INTO core.station_events (station_id, kind, by_kind, by_id, detail)
    VALUES (station_event.station_id, station_event.kind, station_event.by_kind, station_event.by_id,
            coalesce(station_event.detail, '{}'))
$$;
