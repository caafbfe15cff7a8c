-- Demand as a request lists it: [{"name", "lng", "lat", "district_code", "weight"}] in a coordinate system.
CREATE OR REPLACE FUNCTION core.demand_read(points jsonb, crs text) RETURNS SETOF core.demand_point
LANGUAGE sql IMMUTABLE
AS $$
    SELECT p.point ->> 'name', p.point ->> 'district_code',
           core.station_place(p.point || jsonb_build_object('crs', crs)), coalesce((p.point ->> 'weight')::bigint, 1)
    FROM jsonb_array_elements(points) AS p (point)
$$;
