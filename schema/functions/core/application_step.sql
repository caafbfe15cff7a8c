-- Writes down what somebody has done with an application, as its next step and in the audit.
-- application: as it was before, or as it was made. organisation_id: whose staff it was; NULL for the
-- applicant and the clock.
CREATE OR REPLACE FUNCTION core.application_step(
    application core.applications, decision text, actor_kind text, actor_id uuid,
    organisation_id uuid, comment text, action text, request_id uuid)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO core.application_steps (application_id, stage, decision, organisation_id,
                                        actor_kind, actor_id, comment)
    VALUES (application.id, application.stage, application_step.decision,
            application_step.organisation_id, application_step.actor_kind,
            application_step.actor_id, application_step.comment);
    PERFORM core.audit_write(
        application_step.actor_kind, application_step.actor_id, application_step.action,
        application.organisation_id, 'application', application.id,
        jsonb_strip_nulls(jsonb_build_object(
            'kind', application.kind, 'stage', application.stage,
            'state', jsonb_build_array(
                CASE WHEN application_step.decision <> 'submitted' THEN application.state END,
                a.state),
            'founded_id', a.founded_id)),
        CASE WHEN application_step.actor_kind = 'admin' THEN application_step.comment END,
        application_step.request_id)
    FROM core.applications AS a WHERE a.id = application.id;
END
$$;
