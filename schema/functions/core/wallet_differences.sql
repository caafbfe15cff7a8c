-- Where wallets and their lots, which are kept up to date with every journal, differ from what the
-- entries and allocations say; must give no row in any snapshot. NULL: all wallets.
CREATE OR REPLACE FUNCTION core.wallet_differences(members uuid[])
RETURNS TABLE (member_id uuid, rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT * FROM core.ledger_balance_violations(members)
    UNION ALL SELECT * FROM core.ledger_lot_violations(members)
$$;
