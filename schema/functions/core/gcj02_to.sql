-- A place in GCJ-02 as wgs84 (GPS) or bd09 (Baidu) has it. For WGS-84 the shift is taken at the place that the
-- last turn found: after four turns it is exact to the micrometre.
CREATE OR REPLACE FUNCTION core.gcj02_to(crs text, at geometry) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    turn CONSTANT double precision := pi() * 3000 / 180;
    x double precision := ST_X(at);
    y double precision := ST_Y(at);
    radius double precision;
    angle double precision;
    found geometry := at;
BEGIN
    IF crs = 'gcj02' OR NOT core.gcj02_is_used(at) THEN
        RETURN at;
    ELSIF crs = 'wgs84' THEN
        FOR round IN 1 .. 4 LOOP
            SELECT ST_Translate(at, -s.east, -s.north) INTO found
            FROM core.gcj02_shift(ST_X(found), ST_Y(found)) AS s;
        END LOOP;
        RETURN found;
    END IF;
    radius := sqrt(x * x + y * y) + 0.00002 * sin(y * turn);
    angle := atan2(y, x) + 0.000003 * cos(x * turn);
    RETURN ST_SetSRID(ST_MakePoint(radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006), 4326);
END
$$;
