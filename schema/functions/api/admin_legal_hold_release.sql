-- One of the staff lets a hold go. Releasing it again changes nothing.
CREATE OR REPLACE FUNCTION api.admin_legal_hold_release(
    caller_id uuid, allowed_roles text[], resource text, legal_hold_id uuid, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    hold core.legal_holds;
BEGIN
    SELECT h.* INTO hold FROM core.legal_holds AS h WHERE h.id = legal_hold_id FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT core.staff_covers_member(caller_id, allowed_roles, resource,
                                                 hold.member_id) THEN
        outcome := 'legal_hold_not_found';
        RETURN;
    END IF;
    IF hold.released_at IS NULL THEN
        UPDATE core.legal_holds AS h
        SET released_by = caller_id, released_at = now(),
            release_reason = admin_legal_hold_release.reason
        WHERE h.id = hold.id RETURNING h.* INTO hold;
        PERFORM core.audit_write('admin', caller_id, 'admin_legal_hold_release',
                                 core.organisation_of(hold.member_id), 'legal_hold', hold.id,
                                 jsonb_build_object('member_id', hold.member_id), reason,
                                 request_id);
    END IF;
    outcome := 'ok';
    body := core.legal_hold_json(hold);
END
$$;
