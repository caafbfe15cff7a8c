-- lane: write
-- outcomes: ok, product_not_found, precondition_required, precondition_failed, category_unknown, sku_repeated,
--  sku_not_found, sku_name_taken
SELECT outcome, body, etag
FROM api.merchant_product_put(
    caller_id => :caller_id::uuid,
    key_mode => :key_mode::text,
    product_id => :product_id::uuid,
    if_match => :if_match::text,
    name => :name::text,
    zone => :zone::text,
    category => :category::text,
    description => :description::text,
    images => :images::jsonb,
    purchase_limit => :purchase_limit::bigint,
    status => :status::text,
    skus => :skus::jsonb,
    request_id => :request_id::uuid)
