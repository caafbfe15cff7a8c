-- Replaces the weekly hours of a station. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.station_hours_put(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, open_24h boolean, holiday_hours text,
    hours jsonb, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    station core.stations := core.station_covered(caller_id, allowed_roles, resource, station_id);
    before jsonb;
    changes jsonb;
BEGIN
    outcome := CASE
        WHEN station.id IS NULL THEN 'station_not_found'
        WHEN station.status = 'closed' THEN 'station_closed'
        WHEN core.station_spans_overlap(hours) THEN 'station_hours_overlap'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    before := jsonb_build_object('open_24h', station.open_24h, 'holiday_hours', station.holiday_hours,
                                 'hours', core.station_hours_json(station.id));
    DELETE FROM core.station_hours AS h WHERE h.station_id = station.id;
    INSERT INTO core.station_hours (station_id, weekday, opens, closes)
    SELECT station.id, h.weekday, h.opens, h.closes
    FROM jsonb_to_recordset(hours) AS h (weekday bigint, opens time, closes time);
    UPDATE core.stations AS s
    SET open_24h = station_hours_put.open_24h, holiday_hours = station_hours_put.holiday_hours
    WHERE s.id = station.id RETURNING s.* INTO station;
    changes := core.json_changes(before, jsonb_build_object(
        'open_24h', station.open_24h, 'holiday_hours', station.holiday_hours,
        'hours', core.station_hours_json(station.id)));
    IF changes <> '{}' THEN
        PERFORM core.station_change_write(caller_id, 'station_hours_put', station, 'hours_changed', changes, NULL,
                                     request_id);
    END IF;
    body := core.station_case_json(station);
END
$$;
