-- lane: write
-- outcomes: ok, staff_not_found, own_account, role_not_grantable, member_not_found
SELECT outcome, body
FROM api.admin_staff_identify(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    admin_id => :admin_id::uuid,
    member_id => :member_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
