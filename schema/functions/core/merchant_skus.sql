-- The SKUs of a merchant that its keys of a mode may see.
CREATE OR REPLACE FUNCTION core.merchant_skus(merchant_id uuid, key_mode text)
RETURNS SETOF core.skus
LANGUAGE sql STABLE
AS $$
    SELECT s.* FROM core.products AS p JOIN core.skus AS s ON s.product_id = p.id
    WHERE p.merchant_id = merchant_skus.merchant_id AND p.mode = merchant_skus.key_mode
$$;
