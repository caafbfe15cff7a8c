-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.merchant_list(
    kind => :kind::text,
    q => :q::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
