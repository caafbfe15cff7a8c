-- lane: write
-- outcomes: ok
SELECT outcome, body
FROM api.staff_reset(
    admin_id => :admin_id::uuid,
    password_hash => :password_hash::text,
    totp_sealed => :totp_sealed::bytea,
    account_key => :account_key::bytea,
    request_id => :request_id::uuid)
