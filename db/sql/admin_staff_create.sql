-- lane: write
-- outcomes: ok, organisation_not_found, expiry_past, role_not_grantable, login_taken
SELECT outcome, body, password_expires_at
FROM api.admin_staff_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    admin_id => :admin_id::uuid,
    login => :login::text,
    display_name => :display_name::text,
    organisation_id => :organisation_id::uuid,
    role => :role::text,
    includes_below => :includes_below::boolean,
    expires_at => :expires_at::timestamptz,
    reason => :reason::text,
    password_hash => :password_hash::text,
    totp_sealed => :totp_sealed::bytea,
    request_id => :request_id::uuid)
