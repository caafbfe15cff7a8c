-- The events of a time that an endpoint wants, at most so many, the oldest first; without takes_all only
-- those that it has not taken, and that are not on their way to it.
CREATE OR REPLACE FUNCTION core.webhook_events_of(
    endpoint core.webhook_endpoints, since timestamptz, until timestamptz, takes_all boolean,
    number bigint) RETURNS uuid[]
LANGUAGE sql STABLE
AS $$
    SELECT ARRAY(
        SELECT v.id FROM core.events AS v
        WHERE v.merchant_id = endpoint.merchant_id AND v.mode = endpoint.mode
            AND v.created_at >= since AND v.created_at < until
            AND v.created_at > now() - interval '30 days' -- events_prune may take the others
            AND v.kind <> 'webhook.ping' AND core.webhook_wants(endpoint, v.kind)
            AND (takes_all OR NOT EXISTS (
                SELECT FROM core.webhook_deliveries AS d
                WHERE d.endpoint_id = endpoint.id AND d.event_id = v.id AND d.state <> 'failed'))
        ORDER BY v.id LIMIT number)
$$;
