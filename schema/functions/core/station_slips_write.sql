-- Makes and changes the stations of an organisation as the rows of a list say (core.station_slips), and writes each
-- down. The caller has locked the organisation.
CREATE OR REPLACE FUNCTION core.station_slips_write(
    caller_id uuid, action text, organisation_id uuid, slips core.station_slip[], request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM FROM core.stations AS s
    WHERE s.id IN (SELECT p.station_id FROM unnest(slips) AS p WHERE p.state = 'changed')
    ORDER BY s.id FOR NO KEY UPDATE;
    INSERT INTO core.stations (id, organisation_id, name, address, district_code, location, facilities, open_24h,
                               phone, host_unit, capacity, area_m2, photos)
    SELECT p.station_id, station_slips_write.organisation_id, p.name, p.address, p.district_code, p.place,
           coalesce(p.facilities, '{}'), coalesce(p.open_24h, false), p.phone, p.host_unit, p.capacity, p.area_m2,
           coalesce(p.photos, '{}')
    FROM unnest(slips) AS p WHERE p.state = 'new' ORDER BY p.line;
    UPDATE core.stations AS s
    SET name = coalesce(p.name, s.name), address = coalesce(p.address, s.address),
        district_code = coalesce(p.district_code, s.district_code),
        location = CASE WHEN p.changes ? 'location' THEN p.place ELSE s.location END,
        facilities = coalesce(p.facilities, s.facilities), open_24h = coalesce(p.open_24h, s.open_24h),
        phone = coalesce(p.phone, s.phone), host_unit = coalesce(p.host_unit, s.host_unit),
        capacity = coalesce(p.capacity, s.capacity), area_m2 = coalesce(p.area_m2, s.area_m2),
        photos = coalesce(p.photos, s.photos)
    FROM unnest(slips) AS p WHERE p.state = 'changed' AND s.id = p.station_id;
    DELETE FROM core.station_hours AS h
    WHERE h.station_id IN (SELECT p.station_id FROM unnest(slips) AS p
                           WHERE p.state = 'changed' AND p.changes ? 'hours');
    INSERT INTO core.station_hours (station_id, weekday, opens, closes)
    SELECT p.station_id, h.weekday, h.opens, h.closes
    FROM unnest(slips) AS p,
         jsonb_to_recordset(p.hours) AS h (weekday bigint, opens time, closes time)
    WHERE p.state = 'new' OR (p.state = 'changed' AND p.changes ? 'hours');
    slips := ARRAY(SELECT p FROM unnest(slips) AS p WHERE p.state IN ('new', 'changed') ORDER BY p.line);
    INSERT INTO core.station_events (station_id, kind, by_kind, by_id, detail)
    SELECT p.station_id, CASE p.state WHEN 'new' THEN 'created' ELSE 'updated' END, 'admin', caller_id,
           jsonb_build_object('changes', core.station_changes_told(p.changes), 'reason', NULL)
    FROM unnest(slips) AS p;
    PERFORM core.audit_write_many(
        'admin', array_agg(caller_id), action, array_agg(station_slips_write.organisation_id), 'station',
        array_agg(p.station_id), array_agg(core.station_changes_told(p.changes)
                                           || jsonb_build_object('effect', p.state)), NULL,
        array_agg(station_slips_write.request_id))
    FROM unnest(slips) AS p HAVING count(*) > 0;
END
$$;
