-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.events_prune(batch_size => :batch_size::bigint)
