-- lane: slow
-- outcomes: ok
SELECT outcome, body, lines
FROM api.merchant_stock_export(caller_id => :caller_id::uuid, key_mode => :key_mode::text)
