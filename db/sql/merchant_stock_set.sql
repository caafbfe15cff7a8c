-- lane: write
-- affinity: sku_id
-- outcomes: ok, sku_not_found, precondition_required, precondition_failed
SELECT outcome, body, etag
FROM api.merchant_stock_set(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    sku_id => :sku_id::uuid,
    if_match => :if_match::text,
    stock => :stock::bigint,
    reason => :reason::text,
    request_id => :request_id::uuid)
