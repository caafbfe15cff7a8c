-- The centre of the cell that a place lies in, on a grid of about metres by metres; rows have the width that is right
-- at their own middle.
CREATE OR REPLACE FUNCTION core.grid_centre(place geometry, metres bigint) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = core, public, pg_temp
AS $$
    SELECT ST_SetSRID(ST_MakePoint((floor(ST_X(place) / wide.step) + 0.5) * wide.step, r.lat), 4326)
    FROM (SELECT metres / 110933.0::double precision AS step) AS high
    CROSS JOIN LATERAL (SELECT (floor(ST_Y(place) / high.step) + 0.5) * high.step AS lat) AS r
    CROSS JOIN LATERAL (SELECT metres / (111319 * cosd(r.lat)) AS step) AS wide
$$;
