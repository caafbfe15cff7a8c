-- Products on sale, newest first, at most row_limit of them that come after the place before. NULL
-- filters nothing. Planned for each call's values: each combination of filters has an index of its own.
CREATE OR REPLACE FUNCTION core.product_page(zone text, category text, before bigint,
                                             row_limit bigint)
RETURNS TABLE (place bigint, id uuid)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    RETURN QUERY
    SELECT p.position, p.id
    FROM core.products AS p
    JOIN core.merchants AS m ON m.id = p.merchant_id AND m.status = 'active'
    WHERE p.status = 'on_sale' AND p.mode = 'live' AND p.position < before
      AND EXISTS (SELECT FROM core.skus AS s WHERE s.product_id = p.id AND s.status = 'on_sale')
      AND (product_page.zone IS NULL OR p.zone = product_page.zone)
      AND (product_page.category IS NULL OR p.category = product_page.category)
    ORDER BY p.position DESC
    LIMIT row_limit;
END
$$;
