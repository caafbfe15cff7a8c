-- Whether the database answers. It does, or nobody reads this.
CREATE OR REPLACE FUNCTION api.health_ready(OUT outcome text, OUT body json)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT 'ok', '{"status":"pass"}'::json
$$;
