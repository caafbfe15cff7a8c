-- lane: write
-- outcomes: ok, staff_unknown, totp_not_begun
SELECT outcome, body, totp_next_sealed FROM api.admin_totp_pending(caller_id => :caller_id::uuid)
