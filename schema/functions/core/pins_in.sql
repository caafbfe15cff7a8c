-- Pins of the stations that stand in any of some boxes and pass the filters; NULL: no filter. One that stands in two
-- boxes comes twice. Put in line; an index in the order of latitude tells it all.
CREATE OR REPLACE FUNCTION core.pins_in(
    boxes geometry[], minute integer, open_now boolean, facility_bits bigint, district text)
RETURNS TABLE (station_id uuid, lng double precision, lat double precision)
LANGUAGE sql STABLE
AS $$
    SELECT p.station_id, p.lng, p.lat
    FROM unnest(boxes) AS box
    JOIN core.station_pins AS p ON p.lat BETWEEN ST_YMin(box) AND ST_YMax(box)
        AND p.lng BETWEEN ST_XMin(box) AND ST_XMax(box)
    WHERE core.pin_passes(p, minute, open_now, facility_bits, district)
$$;
