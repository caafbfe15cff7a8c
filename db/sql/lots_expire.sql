-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.lots_expire(batch_size => :batch_size::bigint)
