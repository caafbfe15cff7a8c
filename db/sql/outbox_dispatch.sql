-- lane: slow
-- outcomes: ok
SELECT outcome, body, published, dead, waiting, waiting_s
FROM api.outbox_dispatch(batch_size => :batch_size::bigint)
