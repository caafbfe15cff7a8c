-- lane: read
-- outcomes: ok, member_not_found, cursor_invalid
SELECT outcome, body
FROM api.admin_member_point_entries(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    member_id => :member_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
