-- The area inside a ring of points [[lng, lat], …], in GCJ-02, which may cross itself and need not say its first
-- point again. Empty when there is nothing inside.
CREATE OR REPLACE FUNCTION core.ring_of(points jsonb, crs text) RETURNS geometry
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN ST_NPoints(path) < 3 THEN ST_GeomFromText('POLYGON EMPTY', 4326)
                ELSE ST_MakeValid(ST_MakePolygon(ST_AddPoint(path, ST_StartPoint(path)))) END
    FROM core.path_of(points, crs) AS path
$$;
