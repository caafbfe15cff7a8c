-- What budgets of points have spent is what was given out of them: a movement for each grant, for each
-- step of a grant to many, and for all who earned at once; for those in fen core.ledger_fen_violations.
CREATE OR REPLACE FUNCTION core.ledger_spending_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'budget_grant', format('budget %s, %s: %s points given, %s spent',
        coalesce(g.budget_id, m.budget_id), coalesce(g.reference_id, m.reference_id), g.points, m.spent_delta)
    FROM (
        SELECT o.budget_id, o.id AS reference_id, o.points FROM core.grants AS o
        WHERE o.budget_id IS NOT NULL AND o.batch_id IS NULL
        UNION ALL
        SELECT b.budget_id, s.step_id, sum(s.points)
        FROM core.grant_batch_members AS s JOIN core.grant_batches AS b ON b.id = s.batch_id
        WHERE s.state = 'granted' GROUP BY b.budget_id, s.step_id
        UNION ALL
        SELECT e.budget_id, e.batch_id, sum(e.points) FROM core.earnings AS e
        GROUP BY e.budget_id, e.batch_id
    ) AS g
    FULL JOIN (
        SELECT o.* FROM core.budget_movements AS o JOIN core.budgets AS b ON b.id = o.budget_id
        WHERE o.kind = 'spent' AND b.unit = 'points'
    ) AS m ON m.reference_id = g.reference_id AND m.budget_id = g.budget_id
    WHERE m.spent_delta IS DISTINCT FROM g.points
    UNION ALL
    SELECT 'grant_batch', format('batch %s (%s): %s points, granted %s, waiting %s, promised %s', b.id,
        b.state, b.points, s.granted, s.waiting, m.promised)
    FROM core.grant_batches AS b
    LEFT JOIN (
        SELECT o.batch_id, count(*) AS members, sum(o.points) AS points,
            coalesce(sum(o.points) FILTER (WHERE o.state = 'granted'), 0) AS granted,
            coalesce(sum(o.points) FILTER (WHERE o.state = 'waiting'), 0) AS waiting
        FROM core.grant_batch_members AS o GROUP BY o.batch_id
    ) AS s ON s.batch_id = b.id
    LEFT JOIN (
        SELECT o.budget_id, o.reference_id, sum(o.committed_delta) AS promised
        FROM core.budget_movements AS o WHERE o.kind IN ('committed', 'released')
        GROUP BY o.budget_id, o.reference_id
    ) AS m ON m.budget_id = b.budget_id AND m.reference_id = b.id
    -- What is promised still: all, less the steps; skipped ones are released at the end.
    WHERE (s.members, s.points, s.granted) IS DISTINCT FROM (b.members, b.points, b.granted_points)
        OR (b.state <> 'open' AND (s.waiting > 0 OR m.promised IS DISTINCT FROM s.granted))
        OR (b.state = 'open' AND m.promised IS DISTINCT FROM b.points)
    UNION ALL
    SELECT * FROM core.ledger_fen_violations()
$$;
