-- lane: slow
-- outcomes: ok
SELECT outcome, body, checked
FROM api.import_rows_check(batch_size => :batch_size::bigint)
