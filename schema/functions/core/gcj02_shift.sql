-- How far GCJ-02, the datum of Chinese maps, lies from WGS-84, that of GPS, at a place; in degrees. The form that
-- every map library uses (wandergis/coordtransform): the datum was never published, the constants are the
-- Krasovsky ellipsoid's, and the result agrees with the maps within a metre.
CREATE OR REPLACE FUNCTION core.gcj02_shift(lng double precision, lat double precision,
                                            OUT east double precision, OUT north double precision)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    half_turn CONSTANT double precision := pi();
    axis_m CONSTANT double precision := 6378245;
    eccentricity CONSTANT double precision := 0.00669342162296594323; -- squared
    x double precision := lng - 105;
    y double precision := lat - 35;
    curvature double precision := 1 - eccentricity * sin(radians(lat)) * sin(radians(lat));
    ripple double precision := (20 * sin(6 * half_turn * x) + 20 * sin(2 * half_turn * x)) * 2 / 3;
BEGIN
    north := -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
        + (20 * sin(half_turn * y) + 40 * sin(half_turn * y / 3)) * 2 / 3
        + (160 * sin(half_turn * y / 12) + 320 * sin(half_turn * y / 30)) * 2 / 3;
    east := 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
        + (20 * sin(half_turn * x) + 40 * sin(half_turn * x / 3)) * 2 / 3
        + (150 * sin(half_turn * x / 12) + 300 * sin(half_turn * x / 30)) * 2 / 3;
    north := north * 180 / (axis_m * (1 - eccentricity) / (curvature * sqrt(curvature)) * half_turn);
    east := east * 180 / (axis_m / sqrt(curvature) * cos(radians(lat)) * half_turn);
END
$$;
