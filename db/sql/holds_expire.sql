-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.holds_expire(batch_size => :batch_size::bigint)
