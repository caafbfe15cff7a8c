-- Takes an endpoint away for good; what was delivered stays on record for its thirty days.
CREATE OR REPLACE FUNCTION api.webhook_endpoint_delete(
    caller_id uuid, key_mode text, endpoint_id uuid, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    endpoint core.webhook_endpoints := core.webhook_endpoint_lock(caller_id, key_mode, endpoint_id);
BEGIN
    outcome := CASE WHEN endpoint.id IS NULL THEN 'webhook_endpoint_not_found' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.webhook_endpoint_end(endpoint.id, NULL);
        PERFORM core.webhook_audit(endpoint, caller_id, 'webhook_endpoint_delete', jsonb_build_object(
            'status', jsonb_build_array(endpoint.status, 'deleted')), request_id);
    END IF;
END
$$;
