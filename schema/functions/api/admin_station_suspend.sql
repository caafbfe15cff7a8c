-- Takes a station off the map for a time. Again changes nothing.
CREATE OR REPLACE FUNCTION api.admin_station_suspend(
    caller_id uuid, allowed_roles text[], resource text, station_id uuid, reason text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
    SELECT s.outcome, s.body
    FROM core.station_stand(caller_id, allowed_roles, resource, station_id, 'suspended', 'admin_station_suspend',
                            reason, request_id) AS s
$$;
