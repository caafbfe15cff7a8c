-- What must never be: an SKU whose journal of movements does not add up to what stands there. Reads
-- everything; for tests and for a replica.
CREATE OR REPLACE FUNCTION core.stock_journal_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'C1 stock journal', s.id::text
    FROM core.skus AS s
    LEFT JOIN (
        SELECT m.sku_id, sum(m.on_hand_delta) AS on_hand, sum(m.reserved_delta) AS reserved,
            sum(m.sold_delta) AS sold
        FROM core.stock_movements AS m GROUP BY m.sku_id
    ) AS journal ON journal.sku_id = s.id
    WHERE (s.on_hand, s.reserved, s.sold) IS DISTINCT FROM
          (coalesce(journal.on_hand, 0), coalesce(journal.reserved, 0), coalesce(journal.sold, 0))
    UNION ALL
    SELECT 'C2 last movement', s.id::text
    FROM core.skus AS s
    CROSS JOIN LATERAL (
        SELECT m.on_hand_after FROM core.stock_movements AS m WHERE m.sku_id = s.id
        ORDER BY m.seq DESC LIMIT 1) AS last
    WHERE last.on_hand_after <> s.on_hand
$$;
