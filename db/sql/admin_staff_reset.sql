-- lane: write
-- outcomes: ok, staff_not_found, own_account, role_not_grantable
SELECT outcome, body, password_expires_at
FROM api.admin_staff_reset(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    admin_id => :admin_id::uuid,
    reason => :reason::text,
    password_hash => :password_hash::text,
    totp_sealed => :totp_sealed::bytea,
    account_key => :account_key::bytea,
    request_id => :request_id::uuid)
