-- A delivery as its merchant sees it.
CREATE OR REPLACE FUNCTION core.webhook_delivery_json(delivery core.webhook_deliveries) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown)
    FROM (SELECT delivery.id, delivery.endpoint_id, delivery.event_id, v.kind AS type, v.object_id,
              delivery.state, delivery.attempts, delivery.last_result, delivery.created_at,
              delivery.next_at AS next_attempt_at, delivery.ended_at
          FROM core.events AS v WHERE v.id = delivery.event_id) AS shown
$$;
