-- One delivery: what was said, and what came of the last fifty tries, the newest first.
CREATE OR REPLACE FUNCTION api.webhook_delivery_get(
    caller_id uuid, key_mode text, delivery_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    delivery core.webhook_deliveries := core.webhook_delivery_of(caller_id, key_mode, delivery_id);
BEGIN
    outcome := CASE WHEN delivery.id IS NULL THEN 'webhook_delivery_not_found' ELSE 'ok' END;
    IF outcome = 'ok' THEN
        SELECT row_to_json(answer) INTO body FROM (
            SELECT core.webhook_delivery_json(delivery) AS delivery, core.event_json(v) AS event,
                (SELECT coalesce(json_agg(json_build_object(
                            'number', a.number, 'began_at', a.began_at, 'duration_ms', a.duration_ms,
                            'result', a.result, 'status', a.status) ORDER BY a.number DESC), '[]')
                 FROM (SELECT i.* FROM core.webhook_attempts AS i WHERE i.delivery_id = delivery.id
                       ORDER BY i.number DESC LIMIT 50) AS a) AS attempts
            FROM core.events AS v WHERE v.id = delivery.event_id) AS answer;
    END IF;
END
$$;
