-- lane: write
-- outcomes: ok, staff_unknown, password_incorrect
SELECT outcome, body, expires_at
FROM api.admin_totp_begin(
    caller_id => :caller_id::uuid,
    proved => :proved::boolean,
    totp_next_sealed => :totp_next_sealed::bytea,
    request_id => :request_id::uuid)
