-- lane: write
-- outcomes: ok, staff_unknown, totp_not_begun, otp_invalid
SELECT outcome, body
FROM api.admin_totp_confirm(
    caller_id => :caller_id::uuid,
    totp_next_sealed => :totp_next_sealed::bytea,
    totp_step => :totp_step::bigint,
    recovery_hashes => :recovery_hashes::text[],
    request_id => :request_id::uuid)
