-- What is there of one of a merchant's SKUs.
CREATE OR REPLACE FUNCTION api.merchant_stock_get(
    caller_id uuid, key_mode text, sku_id uuid, OUT outcome text, OUT body json, OUT etag text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.stock_json(s), core.stock_tag(s) INTO body, etag
    FROM core.merchant_skus(caller_id, key_mode) AS s WHERE s.id = merchant_stock_get.sku_id;
    outcome := CASE WHEN body IS NULL THEN 'sku_not_found' ELSE 'ok' END;
END
$$;
