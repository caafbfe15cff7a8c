-- An organisation as answers name it; NULL for none.
CREATE OR REPLACE FUNCTION core.organisation_label(organisation core.organisations) RETURNS json
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN organisation.id IS NOT NULL
                THEN json_build_object('id', organisation.id, 'name', organisation.name) END
$$;
