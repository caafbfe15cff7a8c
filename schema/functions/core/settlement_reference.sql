-- By which number a line's merchant knows what it is about: its own number of a redemption, or the order's.
CREATE OR REPLACE FUNCTION core.settlement_reference(line core.settlement_lines) RETURNS text
LANGUAGE sql STABLE
AS $$
    SELECT CASE
        WHEN line.kind IN ('redemption', 'reversal') THEN
            (SELECT r.reference FROM core.redemptions AS r WHERE r.id = line.source_id)
        WHEN line.kind = 'order' THEN (SELECT o.order_no FROM core.orders AS o WHERE o.id = line.source_id)
        WHEN line.kind = 'refund' THEN (SELECT o.order_no FROM core.order_refunds AS f
                                        JOIN core.orders AS o ON o.id = f.order_id WHERE f.id = line.source_id) END
$$;
