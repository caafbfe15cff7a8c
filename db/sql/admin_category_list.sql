-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.admin_category_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
