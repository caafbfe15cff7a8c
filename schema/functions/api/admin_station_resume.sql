-- Puts a suspended station back on the map. Again changes nothing.
CREATE OR REPLACE FUNCTION api.admin_station_resume(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT s.outcome, s.body
    FROM core.station_stand(caller_id, allowed_roles, resource, station_id, 'active', 'admin_station_resume',
                            reason, request_id) AS s
$$;
