-- One of a merchant's own products, whatever its status.
CREATE OR REPLACE FUNCTION api.merchant_product_get(
    caller_id uuid, key_mode text, product_id uuid, OUT outcome text, OUT body json, OUT etag text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.merchant_product_json(p), core.product_tag(p) INTO body, etag
    FROM core.products AS p
    WHERE p.id = merchant_product_get.product_id AND p.merchant_id = caller_id AND p.mode = key_mode;
    outcome := CASE WHEN body IS NULL THEN 'product_not_found' ELSE 'ok' END;
END
$$;
