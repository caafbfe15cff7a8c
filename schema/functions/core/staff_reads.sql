-- Lets one of the staff read fields of a member's personal data in clear: NULL, and the reading is
-- written down for the member and in the audit; or why not (member_not_found, reveal_limit_reached),
-- and nothing is written.
CREATE OR REPLACE FUNCTION core.staff_reads(
    caller_id uuid, allowed_roles text[], resource text, member_id uuid, fields text[],
    operation text, reason text, request_id uuid)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    place uuid := core.organisation_of(member_id);
    office uuid := core.staff_office(caller_id, allowed_roles, resource, place);
BEGIN
    IF office IS NULL THEN
        RETURN 'member_not_found';
    ELSIF core.reveal_limit_reached(caller_id, member_id) THEN
        RETURN 'reveal_limit_reached';
    END IF;
    PERFORM core.personal_data_accessed(
        member_id, fields, 'admin', caller_id,
        core.staff_role(caller_id, allowed_roles, resource, office), office, operation, reason,
        request_id);
    PERFORM core.audit_write('admin', caller_id, operation, place, 'member', member_id,
                             jsonb_build_object('fields', fields), reason, request_id);
    RETURN NULL;
END
$$;
