-- The functions of which core.ledger_violations is made, in its order.
CREATE OR REPLACE FUNCTION core.ledger_parts() RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
    SELECT ARRAY['ledger_balance_violations', 'ledger_lot_violations', 'ledger_journal_violations',
                 'ledger_order_of_lots_violations', 'ledger_commitment_violations',
                 'ledger_spending_violations', 'earning_violations']
$$;
