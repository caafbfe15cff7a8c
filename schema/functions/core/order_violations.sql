-- What must never be: one row for each breach of the rules of stock (I6), of each order's money
-- trail (I7) and of the order states (I8). Reads everything; for tests and for a replica.
CREATE OR REPLACE FUNCTION core.order_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT * FROM core.stock_violations()
    UNION ALL
    SELECT * FROM core.order_money_violations()
    UNION ALL
    SELECT * FROM core.order_share_violations()
    UNION ALL
    SELECT * FROM core.subsidy_violations()
    UNION ALL
    SELECT * FROM core.order_state_violations()
    UNION ALL
    SELECT * FROM core.payment_violations()
$$;
