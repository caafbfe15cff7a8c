-- A pick-up point of an organisation that one of the staff covers, locked until the transaction ends; NULL
-- for all others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.pickup_point_covered(admin_id uuid, allowed_roles text[], resource text,
                                                     pickup_point_id uuid)
RETURNS core.pickup_points
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    point core.pickup_points;
BEGIN
    SELECT p.* INTO point FROM core.pickup_points AS p
    WHERE p.id = pickup_point_covered.pickup_point_id
        AND core.staff_covers(admin_id, allowed_roles, resource, p.organisation_id)
    FOR NO KEY UPDATE;
    RETURN point;
END
$$;
