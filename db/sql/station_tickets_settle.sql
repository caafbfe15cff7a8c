-- lane: slow
-- outcomes: ok
SELECT outcome, body
FROM api.station_tickets_settle(
    batch_size => :batch_size::bigint)
