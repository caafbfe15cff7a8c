-- lane: read
-- outcomes: ok, station_not_found
SELECT outcome, body
FROM api.station_get(station_id => :station_id::uuid, answer_crs => :answer_crs::text)
