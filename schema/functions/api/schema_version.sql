-- Which schema stands here, as the migrator wrote it; the program compares it with its own.
CREATE OR REPLACE FUNCTION api.schema_version() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    RETURN (SELECT v.version FROM core.schema_version AS v);
END
$$;
