-- lane: read
-- outcomes: ok, merchant_not_found, cursor_invalid
SELECT outcome, body
FROM api.store_list(
    merchant_id => :merchant_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
