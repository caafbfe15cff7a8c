-- Somebody saw that a station, which the caller has locked, is as shown: by_kind admin or keeper stood in front of
-- it for this purpose, a member found it open. Members' word renews the time at most once an hour, so that a busy
-- station is not written for each of them. Answers the station as it is now.
CREATE OR REPLACE FUNCTION core.station_seen(station core.stations, kind text, by_kind text, by_id uuid)
RETURNS core.stations
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    seen core.stations := station;
BEGIN
    IF by_kind = 'member' AND station.unconfirmed_since IS NULL
        AND station.confirmed_at > now() - interval '1 hour' THEN
        RETURN seen;
    END IF;
    UPDATE core.stations AS s
    SET confirmed_at = now(), unconfirmed_since = NULL,
        verified_at = CASE WHEN by_kind = 'member' THEN s.verified_at ELSE now() END,
        verified_by = CASE by_kind WHEN 'admin' THEN 'staff' WHEN 'keeper' THEN 'keeper' ELSE s.verified_by END
    WHERE s.id = station.id RETURNING s.* INTO seen;
    IF by_kind <> 'member' THEN
        PERFORM core.station_event(station.id, kind, by_kind, by_id, NULL);
    ELSIF station.unconfirmed_since IS NOT NULL THEN
        PERFORM core.station_event(station.id, 'confirmed', 'system', NULL, jsonb_build_object('by', kind));
    END IF;
    RETURN seen;
END
$$;
