-- Changes what is said of a station; NULL leaves a part as it is. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.admin_station_update(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, organisation_id uuid, name text,
    address text, district_code text, location jsonb, phone text, host_unit text,
    capacity bigint, area_m2 bigint, photos jsonb, honours jsonb, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
DECLARE
    before CONSTANT core.stations := core.station_covered(caller_id, allowed_roles, resource, station_id);
    station core.stations := before;
    changes jsonb;
BEGIN
    outcome := CASE
        WHEN before.id IS NULL THEN 'station_not_found'
        WHEN organisation_id IS NOT NULL AND NOT core.staff_covers(
            caller_id, allowed_roles, resource, organisation_id) THEN 'organisation_not_found'
        WHEN before.status = 'closed' THEN 'station_closed'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    station.organisation_id := coalesce(admin_station_update.organisation_id, before.organisation_id);
    station.name := coalesce(admin_station_update.name, before.name);
    station.address := coalesce(admin_station_update.address, before.address);
    station.district_code := coalesce(admin_station_update.district_code, before.district_code);
    station.location := coalesce(core.station_place(admin_station_update.location), before.location);
    station.phone := nullif(coalesce(admin_station_update.phone, before.phone), '');
    station.host_unit := nullif(coalesce(admin_station_update.host_unit, before.host_unit), '');
    station.capacity := coalesce(admin_station_update.capacity, before.capacity);
    station.area_m2 := coalesce(admin_station_update.area_m2, before.area_m2);
    station.photos := coalesce(core.text_array(admin_station_update.photos), before.photos);
    station.honours := coalesce(admin_station_update.honours, before.honours);
    changes := core.json_changes(core.station_about(before), core.station_about(station));
    IF changes <> '{}' THEN
        UPDATE core.stations AS s
        SET (organisation_id, name, address, district_code, location, phone, host_unit, capacity, area_m2, photos,
             honours) = ROW(station.organisation_id, station.name, station.address, station.district_code,
                            station.location, station.phone, station.host_unit, station.capacity, station.area_m2,
                            station.photos, station.honours)
        WHERE s.id = before.id;
        PERFORM core.station_change_write(caller_id, 'admin_station_update', station, 'updated', changes, NULL,
                                     request_id);
    END IF;
    body := core.station_case_json(station);
END
$$;
