-- A merchant's endpoint of one mode; NULL when there is none with this id, or it is deleted.
CREATE OR REPLACE FUNCTION core.webhook_endpoint_of(merchant_id uuid, mode text, endpoint_id uuid)
RETURNS core.webhook_endpoints
LANGUAGE sql STABLE
AS $$
    SELECT e FROM core.webhook_endpoints AS e
    WHERE e.id = webhook_endpoint_of.endpoint_id
        AND e.merchant_id = webhook_endpoint_of.merchant_id
        AND e.mode = webhook_endpoint_of.mode AND e.status <> 'deleted'
$$;
