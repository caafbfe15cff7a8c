-- A box in degrees that holds everything within some metres of a point. Rounded outwards: the
-- shortest degrees of the ellipsoid (110,574 m of latitude, at the equator; 111,319 m of longitude
-- times the cosine, taken at the edge nearest to the pole). Does not reach across the date line.
CREATE OR REPLACE FUNCTION core.station_box(here geometry, metres double precision)
RETURNS geometry
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    height double precision := metres / 110574;
    width double precision :=
        metres / (111319 * cosd(least(abs(ST_Y(here)) + height, 89)));
BEGIN
    RETURN ST_Expand(here, width, height);
END
$$;
