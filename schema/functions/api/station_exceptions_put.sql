-- Replaces the days, from today on, on which a station's hours are others. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.station_exceptions_put(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, exceptions jsonb, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    station core.stations := core.station_covered(caller_id, allowed_roles, resource, station_id);
    days CONSTANT text[] := ARRAY(SELECT e ->> 'day' FROM jsonb_array_elements(exceptions) AS e);
    before jsonb;
    changes jsonb;
BEGIN
    outcome := CASE
        WHEN station.id IS NULL THEN 'station_not_found'
        WHEN station.status = 'closed' THEN 'station_closed'
        WHEN EXISTS (SELECT FROM unnest(days) AS d (day)
                     GROUP BY d.day HAVING count(*) > 1 OR NOT core.is_day(d.day) OR d.day < core.today()::text)
            THEN 'station_day_misfit'
        WHEN EXISTS (SELECT FROM jsonb_array_elements(exceptions) AS e
                     WHERE core.station_spans_overlap(e -> 'hours')) THEN 'station_hours_overlap'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    before := jsonb_build_object('exceptions', core.station_exceptions_json(station.id));
    DELETE FROM core.station_exceptions AS e WHERE e.station_id = station.id AND e.day >= core.today();
    INSERT INTO core.station_exceptions (station_id, day, opens, closes, note)
    SELECT station.id, (e.exception ->> 'day')::date, (h.hour ->> 'opens')::time, (h.hour ->> 'closes')::time,
           e.exception ->> 'note'
    FROM jsonb_array_elements(exceptions) AS e (exception)
    LEFT JOIN LATERAL jsonb_array_elements(e.exception -> 'hours') AS h (hour) ON true;
    changes := core.json_changes(before, jsonb_build_object(
        'exceptions', core.station_exceptions_json(station.id)));
    IF changes <> '{}' THEN
        PERFORM core.station_change_write(caller_id, 'station_exceptions_put', station, 'exceptions_changed', changes,
                                     NULL, request_id);
    END IF;
    SELECT s.* INTO station FROM core.stations AS s WHERE s.id = station.id;
    body := core.station_case_json(station);
END
$$;
