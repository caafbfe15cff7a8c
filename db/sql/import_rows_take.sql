-- lane: slow
-- outcomes: ok
SELECT outcome, body, import_id, rows
FROM api.import_rows_take(worker_id => :worker_id::uuid, batch_size => :batch_size::bigint)
