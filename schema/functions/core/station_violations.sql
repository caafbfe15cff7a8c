-- I13: stations are found where and as they are: each that is on the map has its pin, which says what its row says, and
-- no other has one.
CREATE OR REPLACE FUNCTION core.station_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'I13 pin', format('station %s', coalesce(s.id, p.station_id))
    FROM (SELECT o.* FROM core.stations AS o WHERE o.status = 'active') AS s
    FULL JOIN core.station_pins AS p ON p.station_id = s.id
    WHERE (p.lng, p.lat, p.district_code, p.open_24h, p.facilities)
            IS DISTINCT FROM (s.grid_lng, s.grid_lat, s.district_code, s.open_24h, core.facility_bits(s.facilities))
        OR NOT p.plane ~= core.plane_of(s.grid_lng, s.grid_lat)
        -- NULL where they are more than fits a pin
        OR (p.open_minutes, p.exceptional, p.exceptional_open) <> (s.open_minutes, s.exceptional, s.exceptional_open)
$$;
