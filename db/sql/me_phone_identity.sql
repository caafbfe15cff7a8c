-- lane: read
-- outcomes: ok
SELECT outcome, body, appid, openid
FROM api.me_phone_identity(caller_id => :caller_id::uuid, session_id => :session_id::uuid)
