-- Another station that is probably the same: one on the map within 25 metres of a place, or one of the same name,
-- not closed, within 500; the nearest. NULL: none.
CREATE OR REPLACE FUNCTION core.station_twin(name text, place geometry) RETURNS uuid
LANGUAGE sql STABLE
SET search_path = core, public, pg_temp
AS $$
    SELECT near.id
    FROM (
        SELECT s.id, ST_DistanceSpheroid(s.location, place) AS metres, 25 AS within_m
        FROM core.stations AS s
        WHERE s.status = 'active' AND s.location && core.station_box(place, 25)
        UNION ALL
        SELECT s.id, ST_DistanceSpheroid(s.location, place), 500
        FROM core.stations AS s
        WHERE s.status <> 'closed' AND s.name = station_twin.name
    ) AS near
    WHERE near.metres <= near.within_m
    ORDER BY near.metres, near.id LIMIT 1
$$;
