-- lane: write
-- outcomes: ok, role_grant_not_found, role_not_grantable, last_platform_admin
SELECT outcome, body
FROM api.role_grant_revoke(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    role_grant_id => :role_grant_id::uuid,
    reason => :reason::text,
    request_id => :request_id::uuid)
