-- Changes what is said of a pick-up point; NULL leaves a part as it is. The same again changes nothing.
CREATE OR REPLACE FUNCTION api.admin_pickup_point_update(
    caller_id uuid, allowed_roles text[], resource text, pickup_point_id uuid, name text, address text,
    hours text, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before CONSTANT core.pickup_points := core.pickup_point_covered(
        caller_id, allowed_roles, resource, pickup_point_id);
    point core.pickup_points := before;
BEGIN
    IF before.id IS NULL THEN
        outcome := 'pickup_point_not_found';
        RETURN;
    END IF;
    point.name := coalesce(admin_pickup_point_update.name, before.name);
    point.address := coalesce(admin_pickup_point_update.address, before.address);
    point.hours := coalesce(admin_pickup_point_update.hours, before.hours);
    IF point IS DISTINCT FROM before THEN
        UPDATE core.pickup_points AS p
        SET name = point.name, address = point.address, hours = point.hours WHERE p.id = point.id;
        PERFORM core.audit_write(
            'admin', caller_id, 'admin_pickup_point_update', point.organisation_id, 'pickup_point', point.id,
            jsonb_build_object('name', jsonb_build_array(before.name, point.name),
                               'address', jsonb_build_array(before.address, point.address),
                               'hours', jsonb_build_array(before.hours, point.hours)), NULL, request_id);
    END IF;
    outcome := 'ok';
    body := core.pickup_point_case_json(point);
END
$$;
