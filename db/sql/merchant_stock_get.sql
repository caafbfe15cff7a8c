-- lane: read
-- outcomes: ok, sku_not_found
SELECT outcome, body, etag
FROM api.merchant_stock_get(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    sku_id => :sku_id::uuid)
