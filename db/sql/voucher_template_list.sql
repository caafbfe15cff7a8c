-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.voucher_template_list(
    merchant_id => :merchant_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
