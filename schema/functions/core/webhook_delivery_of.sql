-- A delivery to one of a merchant's endpoints of one mode, deleted ones too; NULL when there is none.
CREATE OR REPLACE FUNCTION core.webhook_delivery_of(merchant_id uuid, mode text, delivery_id uuid)
RETURNS core.webhook_deliveries
LANGUAGE sql STABLE
AS $$
    SELECT d FROM core.webhook_deliveries AS d
    JOIN core.webhook_endpoints AS e ON e.id = d.endpoint_id
    WHERE d.id = webhook_delivery_of.delivery_id AND e.merchant_id = webhook_delivery_of.merchant_id
        AND e.mode = webhook_delivery_of.mode
$$;
