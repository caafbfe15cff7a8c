-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.me_identity_list(caller_id => :caller_id::uuid, session_id => :session_id::uuid)
