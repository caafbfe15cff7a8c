-- Open stores of merchants in business within radius_m metres of a point in GCJ-02, nearest first, by
-- distance on the ellipsoid; those that come after the store after_id, which lies at after_distance.
CREATE OR REPLACE FUNCTION core.stores_within(
    here public.geometry, radius_m bigint, after_distance double precision, after_id uuid,
    row_limit bigint)
RETURNS TABLE (store core.stores, distance double precision)
LANGUAGE sql STABLE ROWS 20
AS $$
    SELECT s, away.distance
    FROM core.stores AS s
    JOIN core.merchants AS m ON m.id = s.merchant_id AND m.status = 'active'
    CROSS JOIN LATERAL (
        SELECT public.ST_DistanceSpheroid(s.location, here) AS distance) AS away
    -- North of 57 degrees a degree of longitude is shorter than 60 km; China ends at 54.
    WHERE s.status = 'open' AND s.location OPERATOR(public.&&)
            public.ST_Expand(here, radius_m / 60000.0)
        AND away.distance <= radius_m
        AND (after_id IS NULL OR (away.distance, s.id) > (after_distance, after_id))
    ORDER BY away.distance, s.id
    LIMIT row_limit
$$;
