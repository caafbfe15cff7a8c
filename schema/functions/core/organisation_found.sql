-- An organisation as a search shows it, with the names above it.
CREATE OR REPLACE FUNCTION core.organisation_found(organisation_id uuid) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT row_to_json(shown) FROM (
            SELECT o.id, o.name, o.level, o.parent_id, o.code,
                   core.organisation_ancestors(o.path) AS ancestors
            FROM core.organisations AS o WHERE o.id = organisation_found.organisation_id) AS shown);
END
$$;
