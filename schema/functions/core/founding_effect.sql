-- Founds an enterprise's union; whoever applied is its first member if they are known by name and
-- belong nowhere. Their account that runs it is for the union above to open. Returns why that cannot
-- be, and then changes nothing, or NULL.
CREATE OR REPLACE FUNCTION core.founding_effect(application core.applications) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    opened record;
    founder uuid;
BEGIN
    SELECT o.refusal, o.id INTO opened FROM core.organisation_open(
        application.target_id, 'enterprise', application.form ->> 'name', NULL,
        application.form ->> 'credit_code') AS o;
    IF opened.refusal = 'credit_code_taken' THEN
        RETURN opened.refusal;
    ELSIF opened.refusal IS NOT NULL THEN
        RETURN 'parent_not_suitable';
    END IF;
    UPDATE core.applications AS a SET founded_id = opened.id WHERE a.id = application.id;
    SELECT m.person_id INTO founder FROM core.member_locked(application.applicant_id) AS m
    WHERE m.organisation_id IS NULL;
    IF founder IS NOT NULL THEN
        PERFORM core.membership_begin(founder, opened.id, 'founding', application.id,
                                      NULL);
    END IF;
    RETURN NULL;
END
$$;
