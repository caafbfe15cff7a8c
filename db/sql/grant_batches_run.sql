-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.grant_batches_run(batch_size => :batch_size::bigint)
