-- lane: write
-- outcomes: ok, refresh_token_invalid, refresh_token_reused
SELECT outcome, body, subject, roles, session_id
FROM api.auth_refresh(
    refresh_hash => :refresh_hash::bytea,
    next_hash => :next_hash::bytea,
    request_id => :request_id::uuid)
