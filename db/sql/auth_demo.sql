-- lane: write
-- outcomes: ok, account_unknown
SELECT outcome, body, subject, role, session_id
FROM api.auth_demo(
    member_no => :member_no::text,
    admin => :admin::text,
    refresh_hash => :refresh_hash::bytea)
