-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.settlements_close(
    batch_size => :batch_size::bigint)
