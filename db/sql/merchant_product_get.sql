-- lane: read
-- outcomes: ok, product_not_found
SELECT outcome, body, etag
FROM api.merchant_product_get(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    product_id => :product_id::uuid)
