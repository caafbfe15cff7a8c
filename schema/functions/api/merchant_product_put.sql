-- A merchant's program writes a product as a whole, with its SKUs; one that is there only in the state
-- that If-Match names. key_mode: test keys keep test products, which nobody else sees.
--
-- The lock lets of two who bring a new id one go first; the look at the table is a statement of its
-- own, which sees what the other left.
CREATE OR REPLACE FUNCTION api.merchant_product_put(
    caller_id uuid, key_mode text, product_id uuid, if_match text, name text, zone text,
    category text, description text, images jsonb, purchase_limit bigint, status text, skus jsonb,
    request_id uuid, OUT outcome text, OUT body json, OUT etag text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    old core.products;
    product core.products;
    named jsonb;
    takes boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('product ' || product_id, 0));
    SELECT p.* INTO old FROM core.products AS p WHERE p.id = product_id FOR NO KEY UPDATE;
    IF old.id IS NOT NULL AND (old.merchant_id, old.mode) <> (caller_id, key_mode) THEN
        outcome := 'product_not_found';
        RETURN;
    END IF;
    SELECT c.retired_at IS NULL OR c.name = old.category INTO takes FROM core.categories AS c
    WHERE c.name = merchant_product_put.category FOR KEY SHARE; -- it keeps its name meanwhile
    SELECT jsonb_agg(to_jsonb(k)) INTO named FROM core.product_skus(product_id, skus) AS k;
    outcome := coalesce(
        core.precondition_refusal(if_match, core.product_tag(old)),
        CASE WHEN NOT coalesce(takes, false) THEN 'category_unknown' END,
        core.product_skus_refusal(product_id, named));
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    product.id := product_id;
    product.merchant_id := caller_id;
    product.mode := key_mode;
    product.name := name;
    product.zone := zone;
    product.category := category;
    product.description := coalesce(description, '');
    product.images := coalesce(ARRAY(SELECT jsonb_array_elements_text(images)), '{}');
    product.purchase_limit := purchase_limit;
    product.status := status;
    product := core.product_write(product, named, request_id);
    outcome := 'ok';
    body := core.merchant_product_json(product);
    etag := core.product_tag(product);
END
$$;
