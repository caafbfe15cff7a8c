-- Ends a membership by the member's own wish. Returns why that cannot be, and then changes nothing,
-- or NULL.
CREATE OR REPLACE FUNCTION core.leaving_effect(application core.applications) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    source uuid := core.organisation_current(application.source_id);
BEGIN
    PERFORM FROM core.people AS p WHERE p.id = application.person_id FOR UPDATE;
    IF core.membership_of(application.person_id) IS DISTINCT FROM source
       OR core.membership_end(application.person_id, 'left') IS NULL THEN
        RETURN 'not_a_member';
    END IF;
    RETURN NULL;
END
$$;
