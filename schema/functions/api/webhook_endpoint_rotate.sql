-- Another secret; deliveries are signed with the old ones too until the overlap ends.
CREATE OR REPLACE FUNCTION api.webhook_endpoint_rotate(
    caller_id uuid, key_mode text, endpoint_id uuid, overlap_hours bigint, secret_id uuid,
    secret_sealed bytea, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    endpoint core.webhook_endpoints := core.webhook_endpoint_lock(caller_id, key_mode, endpoint_id);
BEGIN
    IF endpoint.id IS NULL THEN
        outcome := 'webhook_endpoint_not_found';
    ELSIF NOT core.webhook_secret_add(endpoint.id, secret_id, secret_sealed, overlap_hours) THEN
        outcome := 'webhook_secret_limit';
    ELSE
        PERFORM core.webhook_audit(endpoint, caller_id, 'webhook_endpoint_rotate', jsonb_build_object(
            'secret_id', secret_id, 'overlap_hours', overlap_hours), request_id);
        outcome := 'ok';
        body := core.webhook_endpoint_json(endpoint);
    END IF;
END
$$;
