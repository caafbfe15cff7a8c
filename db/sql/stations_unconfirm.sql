-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.stations_unconfirm(
    batch_size => :batch_size::bigint)
