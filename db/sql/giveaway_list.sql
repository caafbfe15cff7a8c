-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.giveaway_list("limit" => :limit::bigint, cursor => :cursor::text)
