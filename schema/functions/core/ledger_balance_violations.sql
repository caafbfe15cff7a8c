-- I1, I3: every wallet is the sum of its entries, its entries run from one balance to the next, and
-- what is held is what open holds say. members: whose wallets; NULL: all.
CREATE OR REPLACE FUNCTION core.ledger_balance_violations(members uuid[] DEFAULT NULL)
RETURNS TABLE (member_id uuid, rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT w.member_id, 'balance', format('wallet %s has %s, entries say %s', w.member_id,
        (w.available, w.held, w.pending, w.debt), (e.available, e.held, e.pending, e.debt))
    FROM core.wallets AS w
    LEFT JOIN (
        SELECT o.member_id,
            coalesce(sum(o.delta) FILTER (WHERE o.account = 'available'), 0) AS available,
            coalesce(sum(o.delta) FILTER (WHERE o.account = 'held'), 0) AS held,
            coalesce(sum(o.delta) FILTER (WHERE o.account = 'pending'), 0) AS pending,
            coalesce(-sum(o.delta) FILTER (WHERE o.account = 'debt'), 0) AS debt
        FROM core.entries_of(members) AS o GROUP BY o.member_id
    ) AS e ON e.member_id = w.member_id
    WHERE (members IS NULL OR w.member_id = ANY (members))
        AND (w.available, w.held, w.pending, w.debt) IS DISTINCT FROM (
            coalesce(e.available, 0), coalesce(e.held, 0), coalesce(e.pending, 0), coalesce(e.debt, 0))
    UNION ALL
    SELECT w.member_id, 'negative', format('wallet %s', w.member_id) FROM core.wallets AS w
    WHERE (members IS NULL OR w.member_id = ANY (members))
        AND least(w.available, w.held, w.pending, w.debt) < 0
    UNION ALL
    SELECT e.member_id, 'chain', format('wallet %s, %s, line %s', e.member_id, e.account, e.line)
    FROM (
        SELECT o.member_id, o.account, o.line, o.balance_after,
            sum(o.delta) OVER (PARTITION BY o.member_id, o.account ORDER BY o.line) AS balance
        FROM core.entries_of(members) AS o
    ) AS e
    WHERE e.balance_after IS DISTINCT FROM e.balance
    UNION ALL
    SELECT w.member_id, 'line', format('wallet %s: version %s, last line %s', w.member_id, w.version, e.line)
    FROM core.wallets AS w
    LEFT JOIN (
        SELECT o.member_id, max(o.line) AS line FROM core.entries_of(members) AS o GROUP BY o.member_id
    ) AS e ON e.member_id = w.member_id
    WHERE (members IS NULL OR w.member_id = ANY (members)) AND w.version <> coalesce(e.line, 0)
    UNION ALL
    SELECT w.member_id, 'held', format('wallet %s: held %s, open holds %s', w.member_id, w.held, h.points)
    FROM core.wallets AS w
    LEFT JOIN (
        SELECT o.member_id, sum(o.points) AS points FROM core.holds AS o
        WHERE o.state = 'open' AND (members IS NULL OR o.member_id = ANY (members))
        GROUP BY o.member_id
    ) AS h ON h.member_id = w.member_id
    WHERE (members IS NULL OR w.member_id = ANY (members)) AND w.held <> coalesce(h.points, 0)
$$;
