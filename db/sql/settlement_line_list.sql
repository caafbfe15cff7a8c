-- lane: read
-- outcomes: ok, cursor_invalid, settlement_not_found
SELECT outcome, body
FROM api.settlement_line_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    key_id => :key_id::uuid,
    key_mode => :key_mode::text,
    settlement_id => :settlement_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
