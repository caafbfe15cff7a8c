-- The organisation for which one of the staff may decide about an open application: the stage's office
-- or one above it that they act from; once it is overdue, also its parent's staff who otherwise have
-- no say below themselves. NULL: it is not theirs to decide.
CREATE OR REPLACE FUNCTION core.application_office(admin_id uuid, allowed_roles text[],
                                                   resource text, application core.applications)
RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    office uuid := core.staff_office(admin_id, allowed_roles, resource, application.organisation_id);
BEGIN
    IF office IS NULL AND application.decided_at IS NULL AND application.due_at < now() THEN
        office := core.staff_office(admin_id, allowed_roles, resource, (
            SELECT o.parent_id FROM core.organisations AS o
            WHERE o.id = application.organisation_id));
    END IF;
    RETURN office;
END
$$;
