-- The organisation for which one of the staff acts on an activity (core.staff_office); the platform's own
-- belong to the top of the tree. NULL when they have no say there, as for unknown ids.
CREATE OR REPLACE FUNCTION core.activity_office(admin_id uuid, allowed_roles text[], resource text,
                                                activity_id uuid)
RETURNS uuid
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT core.staff_office(
            activity_office.admin_id, activity_office.allowed_roles, activity_office.resource,
            coalesce(a.organisation_id, core.root_organisation()))
        FROM core.activities AS a WHERE a.id = activity_office.activity_id);
END
$$;
