-- Lets a station be active, suspended or closed, and writes it down when it was not so already; what is closed
-- stays so.
CREATE OR REPLACE FUNCTION core.station_stand(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, standing text, action text, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    station core.stations := core.station_covered(caller_id, allowed_roles, resource, station_id);
    changes jsonb := jsonb_build_object('status', jsonb_build_array(station.status, standing));
BEGIN
    outcome := CASE
        WHEN station.id IS NULL THEN 'station_not_found'
        WHEN station.status = 'closed' AND standing <> 'closed' THEN 'station_closed'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    IF station.status <> standing THEN
        UPDATE core.stations AS s SET status = standing WHERE s.id = station.id RETURNING s.* INTO station;
        PERFORM core.station_change_write(
            caller_id, action, station,
            CASE standing WHEN 'active' THEN 'resumed' ELSE standing END, changes, reason, request_id);
    END IF;
    body := core.station_case_json(station);
END
$$;
