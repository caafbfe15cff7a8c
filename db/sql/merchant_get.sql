-- lane: read
-- outcomes: ok, merchant_not_found
SELECT outcome, body
FROM api.merchant_get(merchant_id => :merchant_id::uuid)
