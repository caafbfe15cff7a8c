-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.awards_settle(batch_size => :batch_size::bigint)
