-- lane: read
-- outcomes: ok, sku_not_found, cursor_invalid
SELECT outcome, body
FROM api.merchant_stock_movement_list(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    sku_id => :sku_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
