-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.imports_expire(batch_size => :batch_size::bigint)
