-- One of the staff has seen to a difference with the gateway, and says how.
CREATE OR REPLACE FUNCTION api.payment_case_resolve(
    caller_id uuid, allowed_roles text[], resource text, case_id uuid, note text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    found_case core.payment_cases;
BEGIN
    SELECT c.* INTO found_case FROM core.payment_cases AS c
    WHERE c.id = payment_case_resolve.case_id
        AND core.staff_covers(caller_id, allowed_roles, resource, c.organisation_id)
    FOR NO KEY UPDATE;
    outcome := CASE WHEN found_case.id IS NULL THEN 'payment_case_not_found'
                    WHEN found_case.resolved_at IS NOT NULL THEN 'payment_case_resolved'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        UPDATE core.payment_cases AS c
        SET resolved_at = now(), resolved_by = caller_id, note = payment_case_resolve.note
        WHERE c.id = found_case.id RETURNING c.* INTO found_case;
        PERFORM core.audit_write(
            'admin', caller_id, 'payment_case_resolve', found_case.organisation_id, 'payment_case',
            found_case.id, jsonb_build_object('kind', found_case.kind, 'status',
                                              jsonb_build_array('open', 'resolved')),
            payment_case_resolve.note, request_id);
        body := core.payment_case_json(found_case);
    END IF;
END
$$;
