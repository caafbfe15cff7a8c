-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.product_list(
    zone => :zone::text,
    category => :category::text,
    q => :q::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
