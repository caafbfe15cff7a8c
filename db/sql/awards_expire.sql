-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.awards_expire(batch_size => :batch_size::bigint)
