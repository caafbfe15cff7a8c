-- lane: write
-- outcomes: ok, credentials_invalid, password_change_required
SELECT outcome, body, subject, roles, session_id
FROM api.auth_admin(
    admin_id => :admin_id::uuid,
    proved => :proved::boolean,
    totp_step => :totp_step::bigint,
    recovery_hash => :recovery_hash::bytea,
    new_hash => :new_hash::text,
    account_key => :account_key::bytea,
    address_key => :address_key::bytea,
    refresh_hash => :refresh_hash::bytea,
    request_id => :request_id::uuid)
