-- One of the staff or a keeper stood in front of a station and found it as shown.
CREATE OR REPLACE FUNCTION api.station_verify(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    office CONSTANT uuid := core.station_office(caller_id, allowed_roles, resource, station_id);
    by_kind CONSTANT text := core.station_caller(caller_id);
    station core.stations;
    seen core.stations;
BEGIN
    IF office IS NULL THEN
        outcome := 'station_not_found';
        RETURN;
    END IF;
    station := core.station_locked(station_id);
    outcome := CASE WHEN station.id IS NULL THEN 'station_not_in_service' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        seen := core.station_seen(station, 'verified', by_kind, caller_id);
        PERFORM core.audit_write(
            CASE by_kind WHEN 'admin' THEN 'admin' ELSE 'member' END, caller_id, 'station_verify', office, 'station',
            station.id, jsonb_build_object('verified_at', jsonb_build_array(station.verified_at, seen.verified_at)),
            NULL, request_id);
        body := core.station_truth_json(seen);
    END IF;
END
$$;
