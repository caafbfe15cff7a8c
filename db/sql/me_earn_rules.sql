-- lane: read
-- outcomes: ok, cursor_invalid, membership_required
SELECT outcome, body
FROM api.me_earn_rules(
    caller_id => :caller_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
