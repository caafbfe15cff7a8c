-- lane: write
-- outcomes: ok, account_suspended, account_closed
SELECT outcome, body, subject, roles, session_id
FROM api.auth_wechat(
    appid => :appid::text,
    openid => :openid::text,
    unionid => :unionid::text,
    refresh_hash => :refresh_hash::bytea,
    request_id => :request_id::uuid)
