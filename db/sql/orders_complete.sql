-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.orders_complete(batch_size => :batch_size::bigint)
