-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.points_mature(batch_size => :batch_size::bigint)
