-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.merchant_discount_list(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
