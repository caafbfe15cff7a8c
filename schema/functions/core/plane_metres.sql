-- The fewest metres that a degree of the plane (core.plane_of) has at some latitude from 0 on; the farther from the
-- equator, the fewer, and none beyond the pole. They are those northwards: a degree of the meridian of WGS 84 by the
-- cosine. Rounded down.
CREATE OR REPLACE FUNCTION core.plane_metres(lat double precision) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN 110574.27 * cosd(lat) / power(1 - 0.0066943799 * power(sind(lat), 2), 1.5);
END
$$;
