-- The organisations above a path, from the root down, as JSON: what tells two of one name apart.
CREATE OR REPLACE FUNCTION core.organisation_ancestors(path text) RETURNS json
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (
        SELECT coalesce(json_agg(json_build_object('id', a.id, 'name', a.name, 'level', a.level)
                                 ORDER BY a.path), '[]')
        FROM core.organisations AS a
        WHERE a.code = ANY (string_to_array(organisation_ancestors.path, '/'))
            AND a.path <> organisation_ancestors.path);
END
$$;
