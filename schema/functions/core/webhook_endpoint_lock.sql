-- core.webhook_endpoint_of, locked against every other change.
CREATE OR REPLACE FUNCTION core.webhook_endpoint_lock(merchant_id uuid, mode text, endpoint_id uuid)
RETURNS core.webhook_endpoints
LANGUAGE sql VOLATILE
AS $$
    SELECT e FROM core.webhook_endpoints AS e
    WHERE e.id = webhook_endpoint_lock.endpoint_id
        AND e.merchant_id = webhook_endpoint_lock.merchant_id
        AND e.mode = webhook_endpoint_lock.mode AND e.status <> 'deleted'
    FOR NO KEY UPDATE
$$;
