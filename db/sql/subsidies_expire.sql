-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.subsidies_expire(batch_size => :batch_size::bigint)
