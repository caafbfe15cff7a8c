-- Moves a member from one union to another, at one moment. Returns why that cannot be, and then
-- changes nothing, or NULL.
CREATE OR REPLACE FUNCTION core.transfer_effect(application core.applications) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    PERFORM core.organisation_current(application.target_id); -- so that it cannot be closed meanwhile
    PERFORM FROM core.people AS p WHERE p.id = application.person_id FOR UPDATE;
    IF NOT core.organisation_takes_members(application.target_id) THEN
        RETURN 'organisation_not_joinable';
    ELSIF core.membership_of(application.person_id) IS DISTINCT FROM application.source_id
          OR core.membership_end(application.person_id, 'transferred') IS NULL THEN
        RETURN 'not_a_member';
    END IF;
    PERFORM core.membership_begin(application.person_id, application.target_id, 'transfer',
                                  application.id);
    RETURN NULL;
END
$$;
