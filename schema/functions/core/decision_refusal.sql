-- Why one of the staff may not decide about a locked application, or NULL. stage: the one that they
-- have looked at, NULL when they do not say.
CREATE OR REPLACE FUNCTION core.decision_refusal(
    admin_id uuid, allowed_roles text[], resource text, application core.applications,
    decision text, stage bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    rule core.application_stages;
BEGIN
    IF application.id IS NULL OR NOT core.application_is_seen(
            admin_id, allowed_roles, resource, application) THEN
        RETURN 'application_not_found';
    ELSIF application.state NOT IN ('submitted', 'in_review') THEN
        RETURN 'application_not_open';
    ELSIF application.stage <> decision_refusal.stage THEN
        RETURN 'application_moved_on';
    ELSIF core.application_office(admin_id, allowed_roles, resource, application) IS NULL THEN
        RETURN 'decision_not_yours';
    ELSIF EXISTS (SELECT FROM core.admins AS d
                  LEFT JOIN core.members AS m ON m.id = application.applicant_id
                  WHERE d.id = decision_refusal.admin_id
                    AND d.person_id IN (application.person_id, m.person_id)) THEN
        RETURN 'own_application';
    END IF;
    SELECT s.* INTO rule FROM core.application_stages AS s
    WHERE s.kind = application.kind AND s.stage = application.stage;
    RETURN CASE WHEN (decision = 'returned' AND NOT rule.may_return)
                  OR (decision = 'rejected' AND NOT rule.may_reject)
                THEN 'decision_not_allowed' END;
END
$$;
