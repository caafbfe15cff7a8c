-- A line through points [[lng, lat], …], in GCJ-02; a point when all are the same. The map's straight line is meant, so
-- it gets a point at least every 0.05 degrees: between two it is then within a metre of the shortest way.
CREATE OR REPLACE FUNCTION core.path_of(points jsonb, crs text) RETURNS geometry
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN ST_NPoints(path) = 1 THEN ST_PointN(path, 1) ELSE ST_Segmentize(path, 0.05) END
    FROM (SELECT ST_MakeLine(core.gcj02_from(crs, ST_SetSRID(ST_MakePoint(
              (point ->> 0)::double precision, (point ->> 1)::double precision), 4326)) ORDER BY ord) AS path
          FROM jsonb_array_elements(points) WITH ORDINALITY AS p (point, ord)) AS whole
$$;
