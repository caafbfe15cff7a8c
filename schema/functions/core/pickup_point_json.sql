-- A pick-up point as everybody may see it; NULL for none.
CREATE OR REPLACE FUNCTION core.pickup_point_json(point core.pickup_points) RETURNS json
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN point.id IS NOT NULL THEN json_build_object(
        'id', point.id, 'name', point.name, 'address', point.address, 'hours', point.hours) END
$$;
