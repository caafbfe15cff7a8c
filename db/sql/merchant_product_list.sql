-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.merchant_product_list(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    status => :status::text,
    updated_since => :updated_since::timestamptz,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
