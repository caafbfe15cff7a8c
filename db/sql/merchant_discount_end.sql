-- lane: write
-- outcomes: ok, discount_not_found
SELECT outcome, body
FROM api.merchant_discount_end(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    discount_id => :discount_id::uuid,
    request_id => :request_id::uuid)
