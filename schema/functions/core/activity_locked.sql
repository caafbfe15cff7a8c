-- An activity that one of the staff covers, locked; NULLs for any other, which does not exist for them.
CREATE OR REPLACE FUNCTION core.activity_locked(
    admin_id uuid, allowed_roles text[], resource text, activity_id uuid, kind text)
RETURNS core.activities
LANGUAGE plpgsql
AS $$
DECLARE
    activity core.activities;
BEGIN
    SELECT a.* INTO activity FROM core.activities AS a
    WHERE a.id = activity_locked.activity_id AND a.kind = activity_locked.kind
        AND core.staff_covers(admin_id, allowed_roles, resource, a.organisation_id)
    FOR NO KEY UPDATE OF a;
    RETURN activity;
END
$$;
