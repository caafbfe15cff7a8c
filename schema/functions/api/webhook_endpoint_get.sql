-- One of the merchant's endpoints.
CREATE OR REPLACE FUNCTION api.webhook_endpoint_get(
    caller_id uuid, key_mode text, endpoint_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    endpoint core.webhook_endpoints := core.webhook_endpoint_of(caller_id, key_mode, endpoint_id);
BEGIN
    outcome := CASE WHEN endpoint.id IS NULL THEN 'webhook_endpoint_not_found' ELSE 'ok' END;
    body := CASE WHEN endpoint.id IS NOT NULL THEN core.webhook_endpoint_json(endpoint) END;
END
$$;
