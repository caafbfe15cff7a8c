-- Whether maps shift a place: inside the box around China that every library uses. Outside, the three systems
-- are one.
CREATE OR REPLACE FUNCTION core.gcj02_is_used(at geometry) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT ST_X(at) > 73.66 AND ST_X(at) < 135.05 AND ST_Y(at) > 3.86 AND ST_Y(at) < 53.55
$$;
