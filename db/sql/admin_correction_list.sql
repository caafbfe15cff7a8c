-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.admin_correction_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    status => :status::text,
    member_id => :member_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
