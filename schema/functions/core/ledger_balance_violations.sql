-- I1, I3: every wallet is the sum of its entries, and its entries run from one balance to the next.
CREATE OR REPLACE FUNCTION core.ledger_balance_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'balance', format('wallet %s has %s, entries say %s', w.member_id,
        (w.available, w.held, w.pending, w.debt), (e.available, e.held, e.pending, e.debt))
    FROM core.wallets AS w
    LEFT JOIN (
        SELECT o.member_id,
            coalesce(sum(o.delta) FILTER (WHERE o.account = 'available'), 0) AS available,
            coalesce(sum(o.delta) FILTER (WHERE o.account = 'held'), 0) AS held,
            coalesce(sum(o.delta) FILTER (WHERE o.account = 'pending'), 0) AS pending,
            coalesce(-sum(o.delta) FILTER (WHERE o.account = 'debt'), 0) AS debt
        FROM core.entries AS o GROUP BY o.member_id
    ) AS e ON e.member_id = w.member_id
    WHERE (w.available, w.held, w.pending, w.debt) IS DISTINCT FROM
        (coalesce(e.available, 0), coalesce(e.held, 0), coalesce(e.pending, 0), coalesce(e.debt, 0))
    UNION ALL
    SELECT 'negative', format('wallet %s', w.member_id) FROM core.wallets AS w
    WHERE least(w.available, w.held, w.pending, w.debt) < 0
    UNION ALL
    SELECT 'chain', format('wallet %s, %s, line %s', e.member_id, e.account, e.line)
    FROM (
        SELECT o.member_id, o.account, o.line, o.balance_after,
            sum(o.delta) OVER (PARTITION BY o.member_id, o.account ORDER BY o.line) AS balance
        FROM core.entries AS o WHERE o.member_id IS NOT NULL
    ) AS e
    WHERE e.balance_after IS DISTINCT FROM e.balance
    UNION ALL
    SELECT 'line', format('wallet %s: version %s, last line %s', w.member_id, w.version, e.line)
    FROM core.wallets AS w
    JOIN (SELECT o.member_id, max(o.line) AS line FROM core.entries AS o GROUP BY 1) AS e
        ON e.member_id = w.member_id
    WHERE w.version <> e.line
$$;
