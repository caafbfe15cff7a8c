-- Like core.product_page, with q in the name in any case. Walks along the places of the rarest of q's
-- pieces, which stand in the order of the list, so that nothing is sorted however many match; the next
-- rarest must stand there, too, before the name is read. Rarest is the piece whose fortieth place from
-- here lies furthest back.
CREATE OR REPLACE FUNCTION core.product_search(zone text, category text, q text, before bigint,
                                               row_limit bigint)
RETURNS TABLE (place bigint, id uuid)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
SET enable_sort = off
AS $$
DECLARE
    rarest text[] := ARRAY(
        SELECT g.gram FROM unnest(core.search_grams(q)) AS g (gram)
        LEFT JOIN LATERAL (
            SELECT k.position FROM core.product_grams AS k
            WHERE k.gram = g.gram AND k.position < before
            ORDER BY k.position DESC OFFSET 39 LIMIT 1
        ) AS fortieth ON true
        ORDER BY fortieth.position NULLS FIRST LIMIT 2);
BEGIN
    RETURN QUERY
    SELECT k.position, p.id
    FROM core.product_grams AS k
    -- LIMIT keeps these a look-up for each row, whatever the planner thinks of the tables.
    CROSS JOIN LATERAL (
        SELECT o.position FROM core.product_grams AS o
        WHERE o.gram = coalesce(rarest[2], rarest[1]) AND o.position = k.position LIMIT 1
    ) AS too
    CROSS JOIN LATERAL (
        SELECT o.* FROM core.products AS o WHERE o.id = k.product_id LIMIT 1
    ) AS p
    WHERE k.gram = rarest[1] AND k.position < before
        AND strpos(lower(p.name), lower(product_search.q)) > 0
        AND (product_search.zone IS NULL OR p.zone = product_search.zone)
        AND (product_search.category IS NULL OR p.category = product_search.category)
        AND EXISTS (SELECT FROM core.merchants AS m
                    WHERE m.id = p.merchant_id AND m.status = 'active')
        AND EXISTS (SELECT FROM core.skus AS s
                    WHERE s.product_id = p.id AND s.status = 'on_sale')
    ORDER BY k.position DESC
    LIMIT row_limit;
END
$$;
