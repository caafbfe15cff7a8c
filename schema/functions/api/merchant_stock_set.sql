-- A merchant's program says how many pieces of an SKU are on hand, as it counted them in the state
-- that If-Match names: whoever ordered meanwhile is not overlooked.
CREATE OR REPLACE FUNCTION api.merchant_stock_set(
    caller_id uuid, key_mode text, sku_id uuid, if_match text, stock bigint, reason text,
    request_id uuid, OUT outcome text, OUT body json, OUT etag text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    sku core.skus;
BEGIN
    SELECT s.* INTO sku FROM core.skus AS s
    WHERE s.id = merchant_stock_set.sku_id AND EXISTS (
        SELECT FROM core.products AS p
        WHERE p.id = s.product_id AND p.merchant_id = caller_id AND p.mode = key_mode)
    FOR NO KEY UPDATE;
    outcome := CASE WHEN sku.id IS NULL THEN 'sku_not_found'
                    ELSE core.precondition_refusal(if_match, core.stock_tag(sku)) END;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    sku := core.stock_count(sku, caller_id, stock, 'merchant_stock_set', reason, request_id);
    outcome := 'ok';
    body := core.stock_json(sku);
    etag := core.stock_tag(sku);
END
$$;
