-- The numbers that hold for all stations.
CREATE OR REPLACE FUNCTION api.station_rules_get(OUT outcome text, OUT body json)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT 'ok', core.station_rules_json(r)::json FROM core.station_rules AS r
$$;
