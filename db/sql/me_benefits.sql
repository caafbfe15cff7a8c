-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.me_benefits(
    caller_id => :caller_id::uuid)
