-- Whether an account may ask by an application to join an organisation with these papers, whose they
-- are, and how they stand (core.joining_standing). refusal NULL: it may, the person is locked, and
-- the account has the phone number if its holder agreed to that and WeChat has not vouched for one.
CREATE OR REPLACE FUNCTION core.joining_identify(
    member_id uuid, application_id uuid, organisation_id uuid, papers core.papers,
    OUT refusal text, OUT person_id uuid, OUT standing text)
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    refusal := core.joining_refusal(member_id, application_id, organisation_id);
    IF refusal IS NOT NULL THEN
        RETURN;
    END IF;
    person_id := core.person_identify(papers);
    standing := CASE WHEN person_id IS NULL THEN 'identity_mismatch'
                     ELSE core.joining_standing(member_id, person_id, organisation_id) END;
    IF standing NOT IN ('new', 'known', 'theirs') THEN
        refusal := standing;
        RETURN;
    END IF;
    UPDATE core.members AS m
    SET phone_masked = papers.phone_masked, phone_sealed = papers.phone_sealed,
        phone_index = papers.phone_index
    WHERE m.id = joining_identify.member_id AND m.phone_verified_at IS NULL
      AND core.consents_missing(member_id, '{phone}') = '{}';
END
$$;
