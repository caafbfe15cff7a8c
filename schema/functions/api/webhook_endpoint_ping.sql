-- An event without meaning for this endpoint alone, whatever kinds it wants.
CREATE OR REPLACE FUNCTION api.webhook_endpoint_ping(
    caller_id uuid, key_mode text, endpoint_id uuid, request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    endpoint core.webhook_endpoints := core.webhook_endpoint_lock(caller_id, key_mode, endpoint_id);
    event_id CONSTANT uuid := core.uuid7();
    made core.webhook_deliveries;
BEGIN
    outcome := CASE WHEN endpoint.id IS NULL THEN 'webhook_endpoint_not_found'
                    WHEN endpoint.status <> 'enabled' THEN 'webhook_endpoint_disabled'
                    ELSE 'ok' END;
    IF outcome = 'ok' THEN
        INSERT INTO core.events (id, merchant_id, mode, kind, object_id, data, created_at)
        VALUES (event_id, caller_id, key_mode, 'webhook.ping', endpoint.id, '{}', now());
        INSERT INTO core.webhook_deliveries (endpoint_id, event_id)
        VALUES (endpoint.id, event_id) RETURNING * INTO made;
        PERFORM core.webhook_audit(endpoint, caller_id, 'webhook_endpoint_ping',
                                   jsonb_build_object('delivery_id', made.id), request_id);
        body := core.webhook_delivery_json(made);
    END IF;
END
$$;
