-- lane: read
-- outcomes: ok, cursor_invalid, activity_not_found
SELECT outcome, body
FROM api.pickup_point_list(
    activity_id => :activity_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
