-- One of the staff has a member's data kept. The same hold by the same person stands there once.
CREATE OR REPLACE FUNCTION api.admin_legal_hold_create(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, reason text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    hold core.legal_holds;
BEGIN
    IF NOT core.staff_covers_member(caller_id, allowed_roles, resource, member_id) THEN
        outcome := 'member_not_found';
        RETURN;
    END IF;
    PERFORM FROM core.members AS m WHERE m.id = admin_legal_hold_create.member_id
    FOR NO KEY UPDATE;
    SELECT h.* INTO hold FROM core.legal_holds AS h
    WHERE h.member_id = admin_legal_hold_create.member_id AND h.released_at IS NULL
        AND h.created_by = caller_id AND h.reason = admin_legal_hold_create.reason;
    IF NOT FOUND THEN
        INSERT INTO core.legal_holds (member_id, reason, created_by)
        VALUES (admin_legal_hold_create.member_id, admin_legal_hold_create.reason, caller_id)
        RETURNING * INTO hold;
        PERFORM core.audit_write('admin', caller_id, 'admin_legal_hold_create',
                                 core.organisation_of(member_id), 'legal_hold', hold.id,
                                 jsonb_build_object('member_id', member_id), reason, request_id);
    END IF;
    outcome := 'ok';
    body := core.legal_hold_json(hold);
END
$$;
