-- Whose turn it is to be sent something that is due; no row: nobody's. Four deliveries of an endpoint are
-- under way at once, and eight of a merchant; the merchant with the fewest comes first. Endpoints that
-- have failed three times in a row are suspect: they come last, one delivery at a time, and not at all
-- when suspects is false, so that they cannot take all the places.
CREATE OR REPLACE FUNCTION core.webhook_endpoint_next(suspects boolean)
RETURNS TABLE (endpoint_id uuid, url text, is_suspect boolean)
LANGUAGE sql STABLE ROWS 1
AS $$
    WITH busy AS MATERIALIZED (
        SELECT e.id, e.merchant_id, count(*) AS letters
        FROM core.webhook_deliveries AS d JOIN core.webhook_endpoints AS e ON e.id = d.endpoint_id
        WHERE d.claimed_at IS NOT NULL AND d.next_at > now()
        GROUP BY e.id
    ), busy_merchants AS MATERIALIZED (
        SELECT b.merchant_id, sum(b.letters) AS letters FROM busy AS b GROUP BY b.merchant_id
    ), candidates AS (
        SELECT e.id, e.url, coalesce(h.failures >= 3, false) AS is_suspect,
               coalesce(b.letters, 0) AS letters, coalesce(g.letters, 0) AS merchant_letters
        FROM core.webhook_endpoints AS e
        JOIN core.merchants AS m ON m.id = e.merchant_id AND m.status = 'active'
        LEFT JOIN core.webhook_health AS h ON h.endpoint_id = e.id
        LEFT JOIN busy AS b ON b.id = e.id
        LEFT JOIN busy_merchants AS g ON g.merchant_id = e.merchant_id
        WHERE e.status = 'enabled'
    )
    SELECT c.id, c.url, c.is_suspect
    FROM candidates AS c
    CROSS JOIN LATERAL (
        SELECT d.next_at FROM core.webhook_deliveries AS d
        WHERE d.endpoint_id = c.id AND d.state = 'pending' AND d.next_at <= now()
        ORDER BY d.next_at LIMIT 1) AS due
    WHERE (suspects OR NOT c.is_suspect) AND c.merchant_letters < 8
        AND c.letters < CASE WHEN c.is_suspect THEN 1 ELSE 4 END
    ORDER BY c.is_suspect, c.merchant_letters, due.next_at LIMIT 1
$$;
