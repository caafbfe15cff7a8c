-- lane: read
-- batch: *
-- outcomes: ok
SELECT ord, outcome, body
FROM api.me_points(caller_id => :caller_id::uuid[])
