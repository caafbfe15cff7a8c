-- lane: read
-- outcomes: ok, cursor_invalid, member_not_found
SELECT outcome, body
FROM api.points_pending_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    member_id => :member_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
