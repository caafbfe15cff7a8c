-- One of the staff looks into a suggestion.
CREATE OR REPLACE FUNCTION api.admin_station_suggestion_review(
    caller_id uuid, allowed_roles text[], resource text, suggestion_id uuid, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, public, pg_temp
AS $$
BEGIN
    SELECT d.outcome, d.body INTO outcome, body
    FROM core.station_suggestion_decided(
        caller_id, allowed_roles, resource, suggestion_id, 'reviewing', NULL,
        'admin_station_suggestion_review', request_id) AS d;
END
$$;
