-- lane: write
-- outcomes: ok, staff_unknown, password_incorrect
SELECT outcome, body
FROM api.admin_password_change(
    caller_id => :caller_id::uuid,
    session_id => :session_id::uuid,
    proved => :proved::boolean,
    new_hash => :new_hash::text,
    request_id => :request_id::uuid)
