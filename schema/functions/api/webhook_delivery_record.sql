-- Writes down what came of a try: result is ok or why not, status that of HTTP, retry_after_s what the
-- receiver asked for. state: pending (again), delivered, or failed, a dead letter; NULL when the claim was
-- lost meanwhile, and nothing is written. An endpoint that answers 410 is not asked any more.
CREATE OR REPLACE FUNCTION api.webhook_delivery_record(
    delivery_id uuid, claimed_at timestamptz, result text, status bigint, duration_ms bigint,
    retry_after_s bigint, OUT outcome text, OUT body json, OUT state text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    delivery core.webhook_deliveries;
    endpoint core.webhook_endpoints;
    succeeded CONSTANT boolean := result = 'ok';
    is_gone CONSTANT boolean := NOT succeeded AND coalesce(status = 410, false);
    pause interval;
BEGIN
    outcome := 'ok';
    IF is_gone THEN -- the endpoint before its deliveries, as everywhere
        SELECT e.* INTO endpoint FROM core.webhook_endpoints AS e
        WHERE e.id = (SELECT d.endpoint_id FROM core.webhook_deliveries AS d
                      WHERE d.id = webhook_delivery_record.delivery_id)
        FOR NO KEY UPDATE;
    END IF;
    SELECT d.* INTO delivery FROM core.webhook_deliveries AS d
    WHERE d.id = webhook_delivery_record.delivery_id
        AND d.claimed_at = webhook_delivery_record.claimed_at
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    pause := core.webhook_retry_after(delivery.tries + 1);
    state := CASE WHEN succeeded THEN 'delivered' WHEN pause IS NULL OR is_gone THEN 'failed'
                  ELSE 'pending' END;
    pause := greatest(pause, make_interval(secs => least(retry_after_s, 86400)));
    UPDATE core.webhook_deliveries AS d
    SET state = webhook_delivery_record.state, attempts = d.attempts + 1, tries = d.tries + 1,
        claimed_at = NULL, last_result = result,
        next_at = CASE webhook_delivery_record.state WHEN 'pending' THEN now() + pause END,
        ended_at = CASE WHEN webhook_delivery_record.state <> 'pending' THEN now() END
    WHERE d.id = delivery.id;
    INSERT INTO core.webhook_attempts (delivery_id, number, began_at, duration_ms, result, status)
    VALUES (delivery.id, delivery.attempts + 1, webhook_delivery_record.claimed_at, duration_ms,
            webhook_delivery_record.result, webhook_delivery_record.status);
    PERFORM core.webhook_health_note(delivery.endpoint_id, succeeded);
    IF is_gone AND endpoint.status = 'enabled' THEN
        endpoint := core.webhook_endpoint_end(endpoint.id, 'gone');
        PERFORM core.webhook_audit(endpoint, NULL, 'webhook_endpoint_gone', jsonb_build_object(
            'status', jsonb_build_array('enabled', endpoint.status)), NULL);
    END IF;
END
$$;
