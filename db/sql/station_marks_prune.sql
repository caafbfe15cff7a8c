-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.station_marks_prune(
    batch_size => :batch_size::bigint)
