-- What an account's wish to join means for a person whom core.person_identify has locked: new; known,
-- when the union must look at an account that it keeps for them already; theirs, when WeChat has
-- vouched for the phone number of that account; or a refusal.
CREATE OR REPLACE FUNCTION core.joining_standing(member_id uuid, person_id uuid,
                                                 organisation_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    asking core.members;
    holder core.members;
    belongs uuid := core.membership_of(person_id);
BEGIN
    SELECT m.* INTO asking FROM core.members AS m WHERE m.id = joining_standing.member_id;
    SELECT m.* INTO holder FROM core.members AS m WHERE m.person_id = joining_standing.person_id;
    RETURN CASE
        WHEN asking.person_id <> person_id THEN 'identity_mismatch' -- the account is another's
        WHEN belongs IS NOT NULL AND (asking.person_id IS NOT NULL OR belongs <> organisation_id)
            THEN 'already_member'
        WHEN asking.person_id IS NOT NULL OR (belongs IS NULL AND holder.id IS NULL) THEN 'new'
        WHEN belongs = organisation_id AND asking.phone_verified_at IS NOT NULL
             AND asking.phone_index = holder.phone_index
             AND core.account_may_yield(member_id, holder.id) THEN 'theirs'
        ELSE 'known' END;
END
$$;
