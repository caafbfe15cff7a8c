-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.station_holidays_apply(
    batch_size => :batch_size::bigint)
