-- Somebody no longer works for a merchant, from now on; a second call changes nothing.
CREATE OR REPLACE FUNCTION api.merchant_staff_end(
    caller_id uuid, allowed_roles text[], resource text, merchant_id uuid, staff_id uuid,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    staff core.merchant_staff;
BEGIN
    SELECT s.* INTO staff FROM core.merchant_staff AS s
    WHERE s.id = staff_id AND s.merchant_id = merchant_staff_end.merchant_id
        AND core.merchant_office(caller_id, allowed_roles, resource, s.merchant_id) IS NOT NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        outcome := 'merchant_staff_not_found';
        RETURN;
    END IF;
    IF staff.ended_at IS NULL THEN
        UPDATE core.merchant_staff AS s SET ended_at = now(), ended_by = caller_id
        WHERE s.id = staff.id RETURNING s.* INTO staff;
        PERFORM core.merchant_audit(caller_id, 'merchant_staff_end', staff.merchant_id,
            'merchant_staff', staff.id,
            jsonb_build_object('ended_at', jsonb_build_array(NULL, staff.ended_at)), NULL, request_id);
    END IF;
    outcome := 'ok';
    body := core.merchant_staff_json(staff);
END
$$;
