-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.merchant_redemption_list(
    caller_id => :caller_id::uuid,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    reference => :reference::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
