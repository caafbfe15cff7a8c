-- What the ledger promised to others: holds, grants and budgets agree with it; what budgets spent is
-- core.ledger_spending_violations'.
CREATE OR REPLACE FUNCTION core.ledger_commitment_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'held', format('wallet %s: held %s, open holds %s', w.member_id, w.held, h.points)
    FROM core.wallets AS w
    LEFT JOIN (
        SELECT o.member_id, sum(o.points) AS points FROM core.holds AS o
        WHERE o.state = 'open' GROUP BY o.member_id
    ) AS h ON h.member_id = w.member_id
    WHERE w.held <> coalesce(h.points, 0)
    UNION ALL
    SELECT * FROM core.ledger_hold_violations()
    UNION ALL
    SELECT 'grant', format('grant %s: %s points, entry %s', g.id, g.points, e.delta)
    FROM core.grants AS g
    LEFT JOIN core.journals AS j ON j.reference_id = g.id AND j.kind = 'grant'
    LEFT JOIN core.entries AS e ON e.journal_id = j.id AND e.account = 'available'
        AND e.member_id = g.member_id
    WHERE e.delta IS DISTINCT FROM g.points
    UNION ALL
    SELECT 'reversal', format('grant %s: reversed %s, journals say %s', r.grant_id, r.taken + r.owed, j.points)
    FROM core.grant_reversals AS r
    FULL JOIN (
        SELECT o.reference_id, sum(e.delta) AS points
        FROM core.journals AS o
        JOIN core.grants AS g ON g.id = o.reference_id
        JOIN core.entries AS e ON e.journal_id = o.id AND e.account = 'union'
        WHERE o.kind IN ('clawback', 'clawback_debt') GROUP BY o.reference_id
    ) AS j ON j.reference_id = r.grant_id
    WHERE r.taken + r.owed IS DISTINCT FROM coalesce(j.points, 0)
    UNION ALL
    SELECT 'budget', format('budget %s: %s %s %s, movements %s %s %s', b.id, b.total, b.committed, b.spent,
        m.total, m.committed, m.spent)
    FROM core.budgets AS b
    LEFT JOIN (
        SELECT o.budget_id, sum(o.total_delta) AS total, sum(o.committed_delta) AS committed,
            sum(o.spent_delta) AS spent
        FROM core.budget_movements AS o GROUP BY o.budget_id
    ) AS m ON m.budget_id = b.id
    WHERE (b.total, b.committed, b.spent) IS DISTINCT FROM (m.total, m.committed, m.spent)
        OR b.committed + b.spent > b.total
$$;
