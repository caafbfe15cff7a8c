-- lane: slow
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.station_changes(
    "limit" => :limit::bigint,
    cursor => :cursor::text,
    answer_crs => :answer_crs::text)
