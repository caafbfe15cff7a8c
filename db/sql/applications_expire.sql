-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.applications_expire(batch_size => :batch_size::bigint)
