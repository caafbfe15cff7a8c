-- What of the stations in some boxes falls into each square of a grid: how many, and where their middle is.
CREATE OR REPLACE FUNCTION core.map_clusters(
    boxes geometry[], cell double precision, minute integer, open_now boolean, facility_bits bigint, district text,
    crs text)
RETURNS json
LANGUAGE plpgsql STABLE
SET search_path = core, public, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(row_to_json(shown) ORDER BY c.count DESC, c.lng, c.lat), '[]')
        FROM (
            SELECT avg(p.lng) AS lng, avg(p.lat) AS lat, count(*) AS count
            FROM core.pins_in(boxes, minute, open_now, facility_bits, district) AS p
            GROUP BY floor(p.lng / cell), floor(p.lat / cell)) AS c
        CROSS JOIN LATERAL core.gcj02_to(crs, ST_SetSRID(ST_MakePoint(c.lng, c.lat), 4326)) AS place
        CROSS JOIN LATERAL (
            SELECT trim_scale(round(ST_X(place)::numeric, 6)) AS lng, trim_scale(round(ST_Y(place)::numeric, 6)) AS lat,
                c.count) AS shown);
END
$$;
