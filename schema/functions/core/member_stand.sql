-- Lets an account be active or suspended, by a staff member who covers it, and writes it down when it
-- was not so already. A suspended member's sessions end. ok or member_not_found.
CREATE OR REPLACE FUNCTION core.member_stand(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, standing text,
    action text, reason text, request_id uuid)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    before text;
BEGIN
    SELECT m.status INTO before FROM core.members AS m
    WHERE m.id = member_stand.member_id AND m.status <> 'closed'
        AND core.staff_covers_member(caller_id, allowed_roles, resource, m.id)
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 'member_not_found';
    ELSIF before = standing THEN
        RETURN 'ok';
    END IF;
    UPDATE core.members AS m SET status = standing WHERE m.id = member_stand.member_id;
    IF standing = 'suspended' THEN
        PERFORM core.sessions_revoke(member_id, NULL, 'suspended');
    END IF;
    PERFORM core.audit_write('admin', caller_id, action, core.organisation_of(member_id), 'member',
                             member_id, jsonb_build_object('status', jsonb_build_array(before, standing)),
                             reason, request_id);
    RETURN 'ok';
END
$$;
