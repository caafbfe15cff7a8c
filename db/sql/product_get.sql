-- lane: read
-- outcomes: ok, product_not_found
SELECT outcome, body
FROM api.product_get(product_id => :product_id::uuid)
