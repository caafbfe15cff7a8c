-- A keeper is on the spot: they have scanned the code that the station shows. Within ten minutes of the last
-- time it changes nothing.
CREATE OR REPLACE FUNCTION api.station_heartbeat(
    caller_id uuid, station_id uuid, code_is_good boolean, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    station core.stations;
    seen core.stations;
BEGIN
    outcome := CASE
        WHEN NOT core.station_is_kept_by(station_id, caller_id) THEN 'station_not_found'
        WHEN NOT code_is_good THEN 'station_code_invalid' END;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    station := core.station_locked(station_id);
    outcome := CASE WHEN station.id IS NULL THEN 'station_not_in_service' ELSE 'ok' END;
    IF outcome = 'ok' AND station.verified_by = 'keeper' AND station.unconfirmed_since IS NULL
        AND station.verified_at > now() - interval '10 minutes' THEN
        body := core.station_truth_json(station);
    ELSIF outcome = 'ok' THEN
        seen := core.station_seen(station, 'heartbeat', 'keeper', caller_id);
        PERFORM core.audit_write(
            'member', caller_id, 'station_heartbeat', seen.organisation_id, 'station', station.id,
            jsonb_build_object('verified_at', jsonb_build_array(station.verified_at, seen.verified_at)),
            NULL, request_id);
        body := core.station_truth_json(seen);
    END IF;
END
$$;
