-- Boxes on the plane (core.plane_of) that hold every station within some metres of a place: one, or two across the
-- date line. As core.station_box, rounded outwards; no station stands beyond 85 degrees, where it would not hold.
CREATE OR REPLACE FUNCTION core.plane_boxes(lng double precision, lat double precision, metres double precision)
RETURNS box[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    height double precision := metres / 110574;
    width double precision := metres / (111319 * cosd(least(abs(lat) + height, 89)));
    found box := box(core.plane_of(lng - width, lat - height), core.plane_of(lng + width, lat + height));
BEGIN
    RETURN CASE WHEN lng - width < -180 THEN ARRAY[found, found + point(360, 0)]
                WHEN lng + width > 180 THEN ARRAY[found, found - point(360, 0)]
                ELSE ARRAY[found] END;
END
$$;
