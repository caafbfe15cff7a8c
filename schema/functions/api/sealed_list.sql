-- The names of all columns in which something sealed stands, separated by commas.
CREATE OR REPLACE FUNCTION api.sealed_list(OUT outcome text, OUT body json, OUT names text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    outcome := 'ok';
    names := (SELECT string_agg(c.name, ',' ORDER BY c.name) FROM core.sealed_columns() AS c);
END
$$;
