-- Not yet.
CREATE OR REPLACE FUNCTION core.founding_effect(application core.applications) RETURNS text
LANGUAGE sql VOLATILE
AS $$
    SELECT 'organisation_not_joinable'
$$;
