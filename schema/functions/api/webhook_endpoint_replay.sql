-- Sends the events of a time to an endpoint again, those that it wants now: all of them, also from before
-- there was the endpoint, or only those that it has not taken (scope missed). At most 10,000 at a time.
CREATE OR REPLACE FUNCTION api.webhook_endpoint_replay(
    caller_id uuid, key_mode text, endpoint_id uuid, "from" timestamptz, "to" timestamptz, scope text,
    request_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    endpoint core.webhook_endpoints := core.webhook_endpoint_lock(caller_id, key_mode, endpoint_id);
    events_max CONSTANT bigint := 10000;
    events uuid[];
    made bigint;
    again uuid[];
BEGIN
    outcome := CASE WHEN endpoint.id IS NULL THEN 'webhook_endpoint_not_found'
                    WHEN endpoint.status <> 'enabled' THEN 'webhook_endpoint_disabled'
                    WHEN "to" <= "from" THEN 'replay_period_invalid' END;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    events := core.webhook_events_of(endpoint, "from", "to", scope = 'all', events_max + 1);
    IF cardinality(events) > events_max THEN
        outcome := 'replay_too_large';
        RETURN;
    END IF;
    again := core.webhook_delivery_again(endpoint.id, ARRAY(
        SELECT d.id FROM core.webhook_deliveries AS d
        WHERE d.endpoint_id = endpoint.id AND d.event_id = ANY (events)));
    INSERT INTO core.webhook_deliveries (endpoint_id, event_id)
    SELECT endpoint.id, i.id FROM unnest(events) AS i (id)
    ON CONFLICT ON CONSTRAINT webhook_deliveries_endpoint_id_event_id_key DO NOTHING;
    GET DIAGNOSTICS made = ROW_COUNT;
    PERFORM core.webhook_audit(endpoint, caller_id, 'webhook_endpoint_replay', jsonb_build_object(
        'from', "from", 'to', "to", 'scope', scope, 'deliveries', made + cardinality(again)),
        request_id);
    outcome := 'ok';
    body := json_build_object('deliveries', made + cardinality(again));
END
$$;
