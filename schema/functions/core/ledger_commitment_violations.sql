-- What the ledger promised to others: holds, grants and budgets agree with it; what budgets spent is
-- core.ledger_spending_violations'.
CREATE OR REPLACE FUNCTION core.ledger_commitment_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
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
    SELECT b.rule, b.detail FROM core.budget_differences(NULL) AS b
$$;
