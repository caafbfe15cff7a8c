-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.merchant_order_list(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    updated_since => :updated_since::timestamptz,
    status => :status::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
