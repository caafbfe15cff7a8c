-- lane: write
-- outcomes: ok
SELECT outcome, body
FROM api.auth_logout(
    caller_id => :caller_id::uuid,
    session_id => :session_id::uuid,
    request_id => :request_id::uuid)
