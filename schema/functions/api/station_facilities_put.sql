-- Says anew what a station has. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.station_facilities_put(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, facilities jsonb, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    station core.stations := core.station_covered(caller_id, allowed_roles, resource, station_id);
    before CONSTANT jsonb := core.station_about(station);
    changes jsonb;
BEGIN
    outcome := CASE
        WHEN station.id IS NULL THEN 'station_not_found'
        WHEN station.status = 'closed' THEN 'station_closed'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    station.facilities := ARRAY(SELECT f.code FROM jsonb_array_elements_text(station_facilities_put.facilities)
                                    WITH ORDINALITY AS f (code, ord)
                                GROUP BY f.code ORDER BY min(f.ord));
    changes := core.json_changes(before, core.station_about(station));
    IF changes <> '{}' THEN
        UPDATE core.stations AS s SET facilities = station.facilities WHERE s.id = station.id;
        PERFORM core.station_change_write(caller_id, 'station_facilities_put', station, 'facilities_changed', changes,
                                     NULL, request_id);
    END IF;
    body := core.station_case_json(station);
END
$$;
