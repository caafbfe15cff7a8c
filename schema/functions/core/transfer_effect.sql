-- Moves a member from one union to another, at one moment. Returns why that cannot be, and then
-- changes nothing, or NULL.
CREATE OR REPLACE FUNCTION core.transfer_effect(application core.applications) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    source uuid := core.organisation_current(application.source_id);
    target uuid := core.organisation_current(application.target_id);
BEGIN
    PERFORM FROM core.people AS p WHERE p.id = application.person_id FOR UPDATE;
    IF NOT core.organisation_takes_members(target) THEN
        RETURN 'organisation_not_joinable';
    ELSIF source = target THEN
        RETURN 'already_member'; -- the two have merged
    ELSIF core.membership_of(application.person_id) IS DISTINCT FROM source
          OR core.membership_end(application.person_id, 'transferred') IS NULL THEN
        RETURN 'not_a_member';
    END IF;
    PERFORM core.membership_begin(application.person_id, target, 'transfer',
                                  application.id, NULL);
    RETURN NULL;
END
$$;
