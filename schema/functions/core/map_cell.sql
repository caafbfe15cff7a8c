-- The side in degrees of the squares in which a map of some boxes counts: a quarter of a tile of that zoom, but at
-- most 28 of them across, whatever the zoom.
CREATE OR REPLACE FUNCTION core.map_cell(boxes geometry[], zoom bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE
AS $$
    SELECT 90 / 2 ^ least(zoom, greatest(0, floor(log(2, (2520 / greatest(
        sum(ST_XMax(box) - ST_XMin(box)), max(ST_YMax(box) - ST_YMin(box)), 0.0001))::numeric))))
    FROM unnest(boxes) AS box
$$;
