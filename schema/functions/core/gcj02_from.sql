-- A place given in gcj02, wgs84 (GPS) or bd09 (Baidu), in GCJ-02. From BD-09 by the published inverse, which
-- is up to 0.22 m from the exact one.
CREATE OR REPLACE FUNCTION core.gcj02_from(crs text, at geometry) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    turn CONSTANT double precision := pi() * 3000 / 180;
    x double precision := ST_X(at) - 0.0065;
    y double precision := ST_Y(at) - 0.006;
    radius double precision;
    angle double precision;
BEGIN
    IF crs = 'gcj02' OR NOT core.gcj02_is_used(at) THEN
        RETURN at;
    ELSIF crs = 'wgs84' THEN
        RETURN (SELECT ST_Translate(at, s.east, s.north) FROM core.gcj02_shift(ST_X(at), ST_Y(at)) AS s);
    END IF;
    radius := sqrt(x * x + y * y) - 0.00002 * sin(y * turn);
    angle := atan2(y, x) - 0.000003 * cos(x * turn);
    RETURN ST_SetSRID(ST_MakePoint(radius * cos(angle), radius * sin(angle)), 4326);
END
$$;
