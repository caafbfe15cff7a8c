-- Closes a pick-up point: no award is claimed to it any more; those that wait there are handed out still.
-- Again changes nothing.
CREATE OR REPLACE FUNCTION api.admin_pickup_point_close(
    caller_id uuid, allowed_roles text[], resource text, pickup_point_id uuid, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    point core.pickup_points := core.pickup_point_covered(
        caller_id, allowed_roles, resource, pickup_point_id);
BEGIN
    IF point.id IS NULL THEN
        outcome := 'pickup_point_not_found';
        RETURN;
    ELSIF point.closed_at IS NULL THEN
        UPDATE core.pickup_points AS p SET closed_at = now() WHERE p.id = point.id RETURNING p.* INTO point;
        PERFORM core.audit_write(
            'admin', caller_id, 'admin_pickup_point_close', point.organisation_id, 'pickup_point', point.id,
            jsonb_build_object('closed_at', point.closed_at), reason, request_id);
    END IF;
    outcome := 'ok';
    body := core.pickup_point_case_json(point);
END
$$;
