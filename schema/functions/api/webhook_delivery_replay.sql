-- Sends an event to an endpoint again, under the same id, whatever became of it before. One under way
-- stays as it is.
CREATE OR REPLACE FUNCTION api.webhook_delivery_replay(
    caller_id uuid, key_mode text, delivery_id uuid, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    delivery core.webhook_deliveries := core.webhook_delivery_of(caller_id, key_mode, delivery_id);
    endpoint core.webhook_endpoints;
BEGIN
    IF delivery.id IS NOT NULL THEN
        endpoint := core.webhook_endpoint_lock(caller_id, key_mode, delivery.endpoint_id);
    END IF;
    outcome := CASE WHEN delivery.id IS NULL THEN 'webhook_delivery_not_found'
                    WHEN endpoint.status IS DISTINCT FROM 'enabled' THEN 'webhook_endpoint_disabled'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        PERFORM core.webhook_delivery_again(endpoint.id, ARRAY[delivery.id]);
        PERFORM core.webhook_audit(endpoint, caller_id, 'webhook_delivery_replay',
                                   jsonb_build_object('delivery_id', delivery.id), request_id);
        body := core.webhook_delivery_json(
            core.webhook_delivery_of(caller_id, key_mode, delivery.id));
    END IF;
END
$$;
