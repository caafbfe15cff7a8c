-- The award that a code stands for, locked: of an activity that one of the staff covers, waiting at a
-- pick-up point, and the code has not run out. NULL for every other code. Who waited for the lock sees
-- what the one before has made of it.
CREATE OR REPLACE FUNCTION core.award_redeemable(admin_id uuid, allowed_roles text[], resource text,
                                                 code_hash bytea)
RETURNS core.awards
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    award core.awards;
BEGIN
    SELECT w.* INTO award FROM core.awards AS w
    WHERE w.code_hash = award_redeemable.code_hash AND w.code_expires_at > now()
        AND w.state IN ('claimed', 'issued') AND w.pickup_point_id IS NOT NULL
        AND core.activity_office(admin_id, allowed_roles, resource, w.activity_id) IS NOT NULL
    FOR NO KEY UPDATE;
    RETURN award;
END
$$;
