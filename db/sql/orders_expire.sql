-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.orders_expire(batch_size => :batch_size::bigint)
