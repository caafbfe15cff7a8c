-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.station_changes_number(batch_size => :batch_size::bigint)
