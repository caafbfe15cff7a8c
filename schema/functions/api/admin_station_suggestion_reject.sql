-- A suggestion does not become a station, as answer says.
CREATE OR REPLACE FUNCTION api.admin_station_suggestion_reject(
    caller_id uuid, allowed_roles text[], resource text, suggestion_id uuid, answer text, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
BEGIN
    SELECT d.outcome, d.body INTO outcome, body
    FROM core.station_suggestion_decided(
        caller_id, allowed_roles, resource, suggestion_id, 'rejected', answer,
        'admin_station_suggestion_reject', request_id) AS d;
END
$$;
