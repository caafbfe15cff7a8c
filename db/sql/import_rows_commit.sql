-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.import_rows_commit(
    worker_id => :worker_id::uuid,
    import_id => :import_id::uuid,
    slips => :slips::jsonb)
