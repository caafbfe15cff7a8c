-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.idempotency_expire(batch_size => :batch_size::bigint)
