-- What must never be of events and their deliveries: rule, and what breaks it.
CREATE OR REPLACE FUNCTION core.webhook_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'delivery_of_others', d.id::text -- another merchant's event, or one of the other mode
    FROM core.webhook_deliveries AS d
    JOIN core.webhook_endpoints AS e ON e.id = d.endpoint_id
    JOIN core.events AS v ON v.id = d.event_id
    WHERE (v.merchant_id, v.mode) <> (e.merchant_id, e.mode)
    UNION ALL
    SELECT 'attempts_differ', d.id::text FROM core.webhook_deliveries AS d
    WHERE d.attempts <> (SELECT count(*) FROM core.webhook_attempts AS a WHERE a.delivery_id = d.id)
    UNION ALL
    SELECT 'delivered_without_success', d.id::text FROM core.webhook_deliveries AS d
    WHERE d.state = 'delivered' AND NOT EXISTS (
        SELECT FROM core.webhook_attempts AS a WHERE a.delivery_id = d.id AND a.result = 'ok')
    UNION ALL
    SELECT 'tried_too_often', d.id::text FROM core.webhook_deliveries AS d WHERE d.tries > 11
    UNION ALL
    SELECT 'on_its_way_to_nobody', d.id::text
    FROM core.webhook_deliveries AS d JOIN core.webhook_endpoints AS e ON e.id = d.endpoint_id
    WHERE d.state = 'pending' AND e.status <> 'enabled'
    UNION ALL
    SELECT 'no_secret', e.id::text FROM core.webhook_endpoints AS e
    WHERE e.status <> 'deleted' AND NOT EXISTS (
        SELECT FROM core.webhook_secrets AS s WHERE s.endpoint_id = e.id AND s.expires_at IS NULL)
    UNION ALL
    SELECT 'published_twice', o.id::text FROM core.outbox AS o JOIN core.events AS v ON v.id = o.id
$$;
