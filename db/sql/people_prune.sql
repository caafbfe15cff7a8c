-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.people_prune(batch_size => :batch_size::bigint)
