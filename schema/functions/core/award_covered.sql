-- An award of an activity that one of the staff covers, locked until the transaction ends; NULL for all
-- others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.award_covered(admin_id uuid, allowed_roles text[], resource text,
                                              award_id uuid)
RETURNS core.awards
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    award core.awards;
BEGIN
    SELECT w.* INTO award FROM core.awards AS w
    WHERE w.id = award_covered.award_id
        AND core.activity_office(admin_id, allowed_roles, resource, w.activity_id) IS NOT NULL
    FOR NO KEY UPDATE;
    RETURN award;
END
$$;
