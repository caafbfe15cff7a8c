-- One of the staff reads in clear whom to ask about the founding of a union. The contact goes out
-- sealed, to be opened outside; NULL when the application names nobody, and then nothing was read.
CREATE OR REPLACE FUNCTION api.admin_application_reveal(
    caller_id uuid, allowed_roles text[], resource text, application_id uuid, reason text,
    request_id uuid, OUT outcome text, OUT body json, OUT contact_sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    asked core.applications;
    office uuid;
BEGIN
    SELECT a.* INTO asked FROM core.applications AS a
    WHERE a.id = admin_application_reveal.application_id;
    office := coalesce(core.application_office(caller_id, allowed_roles, resource, asked),
                       core.staff_office(caller_id, allowed_roles, resource,
                                         coalesce(asked.source_id, asked.target_id)));
    IF office IS NULL THEN
        outcome := 'application_not_found';
    ELSIF core.reveal_limit_reached(caller_id, asked.applicant_id) THEN
        outcome := 'reveal_limit_reached';
    ELSE
        outcome := 'ok';
        contact_sealed := asked.contact_sealed;
    END IF;
    IF contact_sealed IS NOT NULL THEN
        PERFORM core.personal_data_accessed(
            asked.applicant_id, '{contact}', 'admin', caller_id,
            core.staff_role(caller_id, allowed_roles, resource, office), office,
            'admin_application_reveal', reason, request_id);
        PERFORM core.audit_write('admin', caller_id, 'admin_application_reveal',
                                 asked.organisation_id, 'application', asked.id,
                                 '{"fields": ["contact"]}', reason, request_id);
    END IF;
END
$$;
