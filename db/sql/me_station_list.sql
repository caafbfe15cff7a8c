-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.me_station_list(
    caller_id => :caller_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
