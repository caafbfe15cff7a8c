-- What is wrong in the ledger; must give no row, at any moment and in any snapshot. Reads
-- everything, table by table (a nested loop, chosen on old statistics, would take minutes): for
-- tests, and for a job on a quiet hour or a replica.
CREATE OR REPLACE FUNCTION core.ledger_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
SET enable_nestloop = off
AS $$
    SELECT * FROM core.ledger_balance_violations()
    UNION ALL SELECT * FROM core.ledger_journal_violations()
    UNION ALL SELECT * FROM core.ledger_lot_violations()
    UNION ALL SELECT * FROM core.ledger_order_of_lots_violations()
    UNION ALL SELECT * FROM core.ledger_commitment_violations()
    UNION ALL SELECT * FROM core.ledger_spending_violations()
    UNION ALL SELECT * FROM core.earning_violations()
$$;
