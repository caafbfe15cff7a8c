-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.settlement_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    merchant_id => :merchant_id::uuid,
    state => :state::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
