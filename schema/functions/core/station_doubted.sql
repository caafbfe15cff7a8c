-- Nobody knows any more that a station, which the caller has locked, is as shown: reason lapsed (nobody has
-- confirmed it for too long) or shut (members found it so). Answers the station as it is now.
CREATE OR REPLACE FUNCTION core.station_doubted(station core.stations, reason text) RETURNS core.stations
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    doubted core.stations;
BEGIN
    UPDATE core.stations AS s SET unconfirmed_since = now() WHERE s.id = station.id RETURNING s.* INTO doubted;
    PERFORM core.station_event(station.id, 'unconfirmed', 'system', NULL, jsonb_build_object('reason', reason));
    RETURN doubted;
END
$$;
