-- Whoever asked for a two-person operation takes it back before anybody agreed. Somebody else's
-- answers as one that does not exist.
CREATE OR REPLACE FUNCTION api.admin_pending_withdraw(
    caller_id uuid, allowed_roles text[], resource text, pending_operation_id uuid, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    pending core.pending_operations;
BEGIN
    SELECT p.* INTO pending FROM core.pending_operations AS p
    WHERE p.id = admin_pending_withdraw.pending_operation_id
      AND p.asked_by = admin_pending_withdraw.caller_id
    FOR UPDATE;
    IF NOT FOUND OR NOT core.staff_covers(caller_id, allowed_roles, resource,
                                          pending.organisation_id) THEN
        outcome := 'pending_operation_not_found';
    ELSIF pending.ended_at IS NOT NULL OR pending.expires_at <= now() THEN
        outcome := 'pending_operation_ended';
    ELSE
        UPDATE core.pending_operations AS p
        SET ended_at = now(), ended_as = 'withdrawn', ended_by = caller_id WHERE p.id = pending.id;
        PERFORM core.audit_write('admin', caller_id, 'admin_pending_withdraw',
            pending.organisation_id, 'pending_operation', pending.id,
            '{"state": ["awaiting_second_person", "withdrawn"]}', NULL, request_id);
        outcome := 'ok';
    END IF;
END
$$;
