-- Lets a person join: binds the account to them and begins the membership. Returns why that cannot
-- be, and then changes nothing, or NULL.
CREATE OR REPLACE FUNCTION core.joining_effect(application core.applications) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    belongs uuid;
    holder uuid;
    own uuid;
BEGIN
    PERFORM core.organisation_current(application.target_id); -- so that it cannot be closed meanwhile
    PERFORM FROM core.people AS p WHERE p.id = application.person_id FOR UPDATE;
    belongs := core.membership_of(application.person_id);
    SELECT m.id INTO holder FROM core.members AS m WHERE m.person_id = application.person_id;
    SELECT m.person_id INTO own FROM core.members AS m WHERE m.id = application.applicant_id
    FOR NO KEY UPDATE;
    IF NOT core.organisation_takes_members(application.target_id) THEN
        RETURN 'organisation_not_joinable';
    ELSIF belongs <> application.target_id THEN
        RETURN 'already_member';
    ELSIF holder <> application.applicant_id OR own <> application.person_id THEN
        RETURN 'account_in_use';
    END IF;
    UPDATE core.members AS m SET person_id = application.person_id
    WHERE m.id = application.applicant_id AND m.person_id IS NULL;
    IF belongs IS NULL THEN
        PERFORM core.membership_begin(application.person_id, application.target_id, 'application',
                                      application.id);
    END IF;
    RETURN NULL;
END
$$;
