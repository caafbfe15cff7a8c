-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.category_list("limit" => :limit::bigint, cursor => :cursor::text)
