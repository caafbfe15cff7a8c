-- The ord of each order of the batch of which somebody else may bear a part: it names vouchers, its
-- merchant gives a discount, or a subsidy programme is open for its member.
CREATE OR REPLACE FUNCTION core.order_reducible(slips core.order_slip[], lines core.order_line[])
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    giving uuid[] := ARRAY(SELECT DISTINCT d.merchant_id FROM core.merchant_discounts AS d
                           WHERE d.ended_at IS NULL AND d.closes_at > now()
                               AND d.merchant_id IN (SELECT l.merchant_id FROM unnest(lines) AS l));
    has_programmes boolean := EXISTS (SELECT FROM core.subsidy_programmes AS p
                                      WHERE p.closed_at IS NULL AND p.closes_at > now());
BEGIN
    RETURN ARRAY(
        SELECT s.ord FROM unnest(slips) AS s
        WHERE s.outcome IS NULL AND (
            s.vouchers IS NOT NULL
            OR (cardinality(giving) > 0 AND EXISTS (SELECT FROM unnest(lines) AS l
                                                    WHERE l.ord = s.ord AND l.merchant_id = ANY (giving)))
            OR (has_programmes AND EXISTS (SELECT FROM core.subsidies_for(s.organisation_id))))
            AND NOT EXISTS (SELECT FROM unnest(lines) AS l WHERE l.ord = s.ord AND l.product_id IS NULL)
        ORDER BY s.ord);
END
$$;
