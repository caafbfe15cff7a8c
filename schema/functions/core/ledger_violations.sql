-- What is wrong in the ledger; must give no row, at any moment and in any snapshot. Reads
-- everything, table by table (a nested loop, chosen on old statistics, would take minutes): for
-- tests, and part by part (core.ledger_parts) for `liangonghui ledger check`.
CREATE OR REPLACE FUNCTION core.ledger_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    SELECT b.rule, b.detail FROM core.ledger_balance_violations() AS b
    UNION ALL SELECT l.rule, l.detail FROM core.ledger_lot_violations() AS l
    UNION ALL SELECT * FROM core.ledger_journal_violations()
    UNION ALL SELECT l.rule, l.detail FROM core.ledger_order_of_lots_violations() AS l
    UNION ALL SELECT * FROM core.ledger_commitment_violations()
    UNION ALL SELECT * FROM core.ledger_spending_violations()
    UNION ALL SELECT * FROM core.earning_violations()
$$;
