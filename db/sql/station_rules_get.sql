-- lane: read
-- outcomes: ok
SELECT outcome, body
FROM api.station_rules_get()
