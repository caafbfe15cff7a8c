-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.organisation_search(
    q => :q::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
