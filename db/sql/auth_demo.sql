-- lane: write
-- outcomes: ok, account_unknown
SELECT outcome, body, subject, roles, session_id
FROM api.auth_demo(
    member_no => :member_no::text,
    admin => :admin::text,
    refresh_hash => :refresh_hash::bytea,
    request_id => :request_id::uuid)
