-- Writes a product as its merchant wants it, who may do so (api.merchant_product_put), and what
-- changed into the audit. A change makes the next version; the same again changes nothing.
CREATE OR REPLACE FUNCTION core.product_write(wanted core.products, skus jsonb, request_id uuid)
RETURNS core.products
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    was jsonb;
    written core.products;
    changes jsonb;
BEGIN
    SELECT core.merchant_product_json(p)::jsonb INTO was FROM core.products AS p
    WHERE p.id = wanted.id;
    INSERT INTO core.products AS p (id, merchant_id, mode, name, zone, category, description, images,
                                    purchase_limit, status)
    VALUES (wanted.id, wanted.merchant_id, wanted.mode, wanted.name, wanted.zone, wanted.category,
            wanted.description, wanted.images, wanted.purchase_limit, wanted.status)
    ON CONFLICT (id) DO UPDATE
    SET name = wanted.name, zone = wanted.zone, category = wanted.category,
        description = wanted.description, images = wanted.images,
        purchase_limit = wanted.purchase_limit, status = wanted.status
    RETURNING p.* INTO written;
    PERFORM core.product_skus_write(written.id, skus);
    changes := core.json_changes(was, core.merchant_product_json(written)::jsonb);
    IF changes <> '{}' THEN
        UPDATE core.products AS p
        SET version = p.version + (was IS NOT NULL)::int, updated_at = now()
        WHERE p.id = written.id RETURNING p.* INTO written;
        PERFORM core.merchant_audit(
            written.merchant_id, 'merchant_product_put', written.merchant_id, 'product', written.id,
            changes - '{id,version,created_at,updated_at}'::text[], NULL, request_id);
    END IF;
    RETURN written;
END
$$;
