-- lane: read
-- outcomes: ok, member_not_found, instant_future
SELECT outcome, body
FROM api.admin_member_points(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    member_id => :member_id::uuid,
    at => :at::timestamptz)
