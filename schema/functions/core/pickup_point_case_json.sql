-- A pick-up point as the staff see it.
CREATE OR REPLACE FUNCTION core.pickup_point_case_json(point core.pickup_points) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT point.id, core.organisation_label(o) AS organisation, point.name, point.address, point.hours,
               point.created_at, point.closed_at
        FROM core.organisations AS o WHERE o.id = point.organisation_id) AS shown
$$;
