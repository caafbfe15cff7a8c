-- What the ledger promised to others: holds, grants and budgets agree with it.
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
    SELECT 'hold', format('order %s: %s, journals %s', h.order_id, h.state, j.kinds)
    FROM core.holds AS h
    LEFT JOIN (
        SELECT o.reference_id, string_agg(o.kind, ' ' ORDER BY o.kind) AS kinds
        FROM core.journals AS o WHERE o.kind LIKE 'order%' GROUP BY o.reference_id
    ) AS j ON j.reference_id = h.order_id
    WHERE j.kinds IS NULL OR CASE h.state
        WHEN 'open' THEN j.kinds <> 'order_payment'
        WHEN 'released' THEN j.kinds <> 'order_payment order_return'
        ELSE j.kinds NOT LIKE 'order_capture order_payment%' END
    UNION ALL
    SELECT 'grant', format('grant %s: %s points, entry %s', g.id, g.points, e.delta)
    FROM core.grants AS g
    LEFT JOIN core.journals AS j ON j.reference_id = g.id AND j.kind = 'grant'
    LEFT JOIN core.entries AS e ON e.journal_id = j.id AND e.account = 'available'
        AND e.member_id = g.member_id
    WHERE e.delta IS DISTINCT FROM g.points
    UNION ALL
    SELECT 'budget', format('budget %s: granted %s of %s, grants %s', b.id, b.granted_points,
        b.total_points, g.points)
    FROM core.budgets AS b
    LEFT JOIN (
        SELECT o.budget_id, sum(o.points) AS points FROM core.grants AS o GROUP BY o.budget_id
    ) AS g ON g.budget_id = b.id
    WHERE b.granted_points <> coalesce(g.points, 0) OR b.granted_points > b.total_points
$$;
