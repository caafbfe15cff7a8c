-- How much of the demand has an open station within straight_m metres, as the crow flies: all in all, by district,
-- by hour of a weekday (1 Monday … 7 Sunday, at its start), what is left on a grid of grid_m metres, and what a
-- station at site would add. NULL site: none.
CREATE OR REPLACE FUNCTION core.coverage_json(
    demand core.demand_point[], straight_m double precision, weekday bigint, grid_m bigint, site geometry)
RETURNS json
LANGUAGE sql STABLE
SET search_path = core, public, pg_temp
AS $$
    WITH point AS MATERIALIZED (
        SELECT d.district_code, d.place, d.weight, near.hours,
               near.is_there AS is_covered,
               ST_DistanceSpheroid(d.place, site) <= straight_m AS is_gained
        FROM unnest(demand) AS d
        CROSS JOIN LATERAL (
            SELECT count(*) > 0 AS is_there, array_agg(DISTINCT h.hour) FILTER (WHERE h.hour IS NOT NULL) AS hours
            FROM core.stations AS s
            LEFT JOIN LATERAL generate_series(0, 23) AS h (hour)
                ON s.open_24h OR s.open_minutes @> ((coverage_json.weekday - 1) * 1440 + h.hour * 60)::integer
            WHERE s.status = 'active' AND s.location && core.station_box(d.place, straight_m)
                AND ST_DistanceSpheroid(s.location, d.place) <= straight_m) AS near
        WHERE d.place IS NOT NULL
    ), total AS (
        SELECT coalesce(sum(p.weight), 0)::bigint AS weight,
               coalesce(sum(p.weight) FILTER (WHERE p.is_covered), 0)::bigint AS covered,
               coalesce(sum(p.weight) FILTER (WHERE p.is_gained AND NOT p.is_covered), 0)::bigint AS gained
        FROM point AS p
    )
    SELECT json_build_object(
        'weight', t.weight, 'covered', t.covered, 'share', core.share_of(t.covered, t.weight),
        'unlocated', (SELECT coalesce(sum(d.weight), 0)::bigint FROM unnest(demand) AS d WHERE d.place IS NULL),
        'districts', (SELECT coalesce(json_agg(json_build_object(
                'district_code', d.district_code, 'weight', d.weight, 'covered', d.covered,
                'share', core.share_of(d.covered, d.weight)) ORDER BY d.district_code), '[]')
            FROM (SELECT p.district_code, sum(p.weight)::bigint AS weight,
                         coalesce(sum(p.weight) FILTER (WHERE p.is_covered), 0)::bigint AS covered
                  FROM point AS p GROUP BY p.district_code) AS d),
        'hours', (SELECT json_agg(json_build_object(
                'hour', h.hour, 'covered', h.covered, 'share', core.share_of(h.covered, t.weight)) ORDER BY h.hour)
            FROM (SELECT h.hour, coalesce(sum(p.weight), 0)::bigint AS covered
                  FROM generate_series(0, 23) AS h (hour)
                  LEFT JOIN point AS p ON h.hour = ANY (p.hours) GROUP BY h.hour) AS h),
        'gaps', (SELECT coalesce(json_agg(json_build_object(
                'lng', round(ST_X(g.centre)::numeric, 6), 'lat', round(ST_Y(g.centre)::numeric, 6),
                'points', g.points, 'weight', g.weight) ORDER BY g.weight DESC, ST_X(g.centre), ST_Y(g.centre)), '[]')
            FROM (SELECT core.grid_centre(p.place, grid_m) AS centre, count(*) AS points,
                         sum(p.weight)::bigint AS weight
                  FROM point AS p WHERE NOT p.is_covered GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 100) AS g),
        'site', CASE WHEN site IS NOT NULL THEN json_build_object(
            'gained', t.gained, 'covered', t.covered + t.gained,
            'share', core.share_of(t.covered + t.gained, t.weight)) END)
    FROM total AS t
$$;
