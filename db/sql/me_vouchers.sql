-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.me_vouchers(
    caller_id => :caller_id::uuid,
    is_usable => :is_usable::boolean,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
