-- Lets a person join: binds the account to them, or gives them the one that the union keeps for them
-- already, and begins the membership. Returns why that cannot be, and then changes nothing, or NULL.
CREATE OR REPLACE FUNCTION core.joining_effect(application core.applications) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    target uuid := core.organisation_current(application.target_id);
    belongs uuid;
    holder uuid;
BEGIN
    PERFORM FROM core.people AS p WHERE p.id = application.person_id FOR UPDATE;
    belongs := core.membership_of(application.person_id);
    SELECT m.id INTO holder FROM core.members AS m WHERE m.person_id = application.person_id;
    IF NOT core.organisation_takes_members(target) THEN
        RETURN 'organisation_not_joinable';
    ELSIF belongs <> target THEN
        RETURN 'already_member';
    ELSIF holder IS NOT NULL AND holder <> application.applicant_id THEN
        IF NOT core.account_may_yield(application.applicant_id, holder) THEN
            RETURN 'account_in_use';
        END IF;
        PERFORM core.account_yield(application.applicant_id, holder);
    ELSE
        UPDATE core.members AS m SET person_id = application.person_id
        WHERE m.id = application.applicant_id
          AND (m.person_id IS NULL OR m.person_id = application.person_id);
        IF NOT FOUND THEN
            RETURN 'account_in_use';
        END IF;
    END IF;
    IF belongs IS NULL THEN
        PERFORM core.membership_begin(application.person_id, target, 'application', application.id,
                                      application.form ->> 'employment_kind');
    END IF;
    RETURN NULL;
END
$$;
