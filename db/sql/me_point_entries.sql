-- lane: read
-- batch: *
-- outcomes: ok, cursor_invalid
SELECT ord, outcome, body
FROM api.me_point_entries(
    caller_id => :caller_id::uuid[],
    "limit" => :limit::bigint[],
    cursor => :cursor::text[])
