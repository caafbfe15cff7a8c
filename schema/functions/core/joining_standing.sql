-- What an account's wish to join means for a person whom core.person_identify has locked: new;
-- duplicate, when the union must see to an account that the person has already; or a refusal.
CREATE OR REPLACE FUNCTION core.joining_standing(member_id uuid, person_id uuid,
                                                 organisation_id uuid)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    own uuid := (SELECT m.person_id FROM core.members AS m WHERE m.id = joining_standing.member_id);
    belongs uuid := core.membership_of(person_id);
BEGIN
    RETURN CASE
        WHEN own <> person_id THEN 'identity_mismatch' -- the account is another person's
        WHEN belongs IS NOT NULL AND (own IS NOT NULL OR belongs <> organisation_id)
            THEN 'already_member'
        WHEN own IS NULL AND (belongs IS NOT NULL OR EXISTS (
                 SELECT FROM core.members AS m WHERE m.person_id = joining_standing.person_id))
            THEN 'duplicate'
        ELSE 'new' END;
END
$$;
