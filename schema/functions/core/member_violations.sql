-- I1 to I4 for some members alone, by index: what core.ledger_violations says of everybody.
CREATE OR REPLACE FUNCTION core.member_violations(members uuid[])
RETURNS TABLE (member_id uuid, rule text, detail text)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan -- the plan for all wallets is another one
AS $$
BEGIN
    RETURN QUERY
    SELECT * FROM core.wallet_differences(members)
    UNION ALL SELECT * FROM core.ledger_order_of_lots_violations(members)
    UNION ALL
    SELECT NULL::uuid, 'double entry', format('journal %s: %s entries, sum %s', e.journal_id, count(*),
        sum(e.delta))
    FROM (SELECT DISTINCT o.journal_id FROM core.entries_of(members) AS o) AS own
    JOIN core.entries AS e ON e.journal_id = own.journal_id
    GROUP BY e.journal_id
    HAVING count(*) < 2 OR sum(e.delta) <> 0 OR count(DISTINCT e.member_id) > 1;
END
$$;
