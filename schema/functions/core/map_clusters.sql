-- What of the stations in some boxes falls into each square of a grid: how many, and where their middle is. Without
-- a filter an index tells it all.
CREATE OR REPLACE FUNCTION core.map_clusters(
    boxes geometry[], cell double precision, minute integer, open_now boolean, facilities text[], district text,
    crs text)
RETURNS json
LANGUAGE plpgsql STABLE
SET search_path = core, public, pg_temp
AS $$
DECLARE
    is_filtered boolean := open_now IS TRUE OR facilities IS NOT NULL OR district IS NOT NULL;
BEGIN
    RETURN (
        SELECT coalesce(json_agg(row_to_json(shown) ORDER BY c.count DESC, c.lng, c.lat), '[]')
        FROM (
            SELECT avg(p.lng) AS lng, avg(p.lat) AS lat, count(*) AS count
            FROM (
                SELECT s.grid_lng AS lng, s.grid_lat AS lat
                FROM core.stations_in(boxes, minute, open_now, facilities, district) AS s
                WHERE is_filtered
                UNION ALL
                SELECT s.grid_lng AS lng, s.grid_lat AS lat
                FROM unnest(boxes) AS box
                JOIN core.stations AS s ON s.grid_lat BETWEEN ST_YMin(box) AND ST_YMax(box)
                    AND s.grid_lng BETWEEN ST_XMin(box) AND ST_XMax(box)
                WHERE s.status = 'active' AND NOT is_filtered) AS p
            GROUP BY floor(p.lng / cell), floor(p.lat / cell)) AS c
        CROSS JOIN LATERAL core.gcj02_to(crs, ST_SetSRID(ST_MakePoint(c.lng, c.lat), 4326)) AS place
        CROSS JOIN LATERAL (
            SELECT trim_scale(round(ST_X(place)::numeric, 6)) AS lng, trim_scale(round(ST_Y(place)::numeric, 6)) AS lat,
                c.count) AS shown);
END
$$;
