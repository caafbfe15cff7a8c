-- Boxes that hold everything within some metres of a line, one for each of its parts; of a point, its box.
CREATE OR REPLACE FUNCTION core.path_boxes(path geometry, metres double precision) RETURNS geometry[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN ST_NPoints(path) = 1 THEN ARRAY[core.station_box(path, metres + 1)]
        ELSE (
            SELECT array_agg(ST_Envelope(ST_Collect(core.station_box(ST_PointN(path, n), metres + 1),
                                                    core.station_box(ST_PointN(path, n + 1), metres + 1))))
            FROM generate_series(1, ST_NPoints(path) - 1) AS n) END
$$;
