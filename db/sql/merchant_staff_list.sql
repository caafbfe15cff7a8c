-- lane: read
-- outcomes: ok, merchant_not_found, cursor_invalid
SELECT outcome, body
FROM api.merchant_staff_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
