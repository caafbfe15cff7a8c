-- The organisation for which one of the staff may decide about an open application: the stage's office
-- or one above it that they act from; once it is overdue, also its parent's staff who otherwise have
-- no say below themselves. NULL: it is not theirs to decide.
CREATE OR REPLACE FUNCTION core.application_office(admin_id uuid, allowed_roles text[],
                                                   resource text, application core.applications)
RETURNS uuid
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(
        core.staff_office(application_office.admin_id, application_office.allowed_roles,
                          application_office.resource, application.organisation_id),
        CASE WHEN application.decided_at IS NULL AND application.due_at < now()
             THEN core.staff_office(
                 application_office.admin_id, application_office.allowed_roles,
                 application_office.resource,
                 (SELECT o.parent_id FROM core.organisations AS o
                  WHERE o.id = application.organisation_id)) END)
$$;
