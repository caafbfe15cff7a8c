-- The members of a station's card that say which it is and where, in the coordinates asked for (7 decimals when
-- they are not its own), as an object without its end.
CREATE OR REPLACE FUNCTION core.station_head(station_id uuid, crs text) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT left(row_to_json(head)::text, -1)
        FROM core.stations AS s
        CROSS JOIN LATERAL core.gcj02_to(station_head.crs, s.location) AS place
        CROSS JOIN LATERAL (
            SELECT s.id, s.name, s.address, trim_scale(round(ST_X(place)::numeric, 7)) AS lng,
                   trim_scale(round(ST_Y(place)::numeric, 7)) AS lat, station_head.crs AS crs) AS head
        WHERE s.id = station_head.station_id);
END
$$;
