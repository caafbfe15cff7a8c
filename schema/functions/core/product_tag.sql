-- The ETag of a product as its merchant sees it; NULL for none. Stock has tags of its own.
CREATE OR REPLACE FUNCTION core.product_tag(product core.products) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT '"' || product.version || '"'
$$;
