-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.me_subsidies(
    caller_id => :caller_id::uuid)
