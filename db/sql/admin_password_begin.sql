-- lane: write
-- outcomes: ok, staff_unknown, sign_in_locked
SELECT outcome, body, wait_s, login, password_hash
FROM api.admin_password_begin(caller_id => :caller_id::uuid)
