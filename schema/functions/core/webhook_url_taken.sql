-- Whether another endpoint of the merchant's stands at this URL.
CREATE OR REPLACE FUNCTION core.webhook_url_taken(
    merchant_id uuid, mode text, url text, endpoint_id uuid) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM core.webhook_endpoints AS e
        WHERE e.merchant_id = webhook_url_taken.merchant_id AND e.mode = webhook_url_taken.mode
            AND e.url = webhook_url_taken.url AND e.status <> 'deleted'
            AND e.id IS DISTINCT FROM webhook_url_taken.endpoint_id)
$$;
