-- Puts a returned, locked application back to its first stage with what the applicant has mended. ok;
-- application_pending when the person or enterprise has another open one, and then nothing is done.
CREATE OR REPLACE FUNCTION core.application_resubmit(
    application core.applications, person_id uuid, target_id uuid, form jsonb,
    is_duplicate boolean, contact jsonb, contact_sealed bytea, action text, request_id uuid)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    UPDATE core.applications AS a
    SET person_id = application_resubmit.person_id, target_id = application_resubmit.target_id,
        form = application_resubmit.form, is_duplicate = application_resubmit.is_duplicate,
        contact = application_resubmit.contact,
        contact_sealed = application_resubmit.contact_sealed, state = 'submitted',
        stage = n.stage, organisation_id = n.organisation_id, office_path = n.office_path,
        origin_path = n.origin_path, due_at = n.due_at
    FROM core.application_next(application.kind, 0, NULL, application_resubmit.target_id) AS n
    WHERE a.id = application.id;
    PERFORM core.application_step(application, 'resubmitted', 'member', application.applicant_id,
                                  NULL, NULL, action, request_id);
    RETURN 'ok';
EXCEPTION
    WHEN unique_violation THEN
        RETURN 'application_pending';
END
$$;
