-- An award of the caller, or of an account that was merged into theirs, locked until the transaction
-- ends; NULL for all others, as for unknown ids.
CREATE OR REPLACE FUNCTION core.award_held(award_id uuid, caller_id uuid) RETURNS core.awards
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    award core.awards;
BEGIN
    SELECT w.* INTO award FROM core.awards AS w
    WHERE w.id = award_held.award_id AND w.member_id = ANY (core.accounts_of(award_held.caller_id))
    FOR NO KEY UPDATE;
    RETURN award;
END
$$;
