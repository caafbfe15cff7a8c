-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.me_points(caller_id => :caller_id::uuid)
