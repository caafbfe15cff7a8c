-- Earnings agree with what they moved: one journal each, pending points with the wallets, counters and
-- counts with the earnings.
CREATE OR REPLACE FUNCTION core.earning_violations()
RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT 'earning', format('earning %s: %s points, journals %s', coalesce(e.id, j.reference_id), e.points,
        j.kinds)
    FROM core.earnings AS e
    LEFT JOIN core.pending_points AS p ON p.earning_id = e.id
    FULL JOIN (
        SELECT o.reference_id, string_agg(o.kind || ' ' || n.delta, ' ' ORDER BY o.kind) AS kinds
        FROM core.journals AS o
        JOIN core.entries AS n ON n.journal_id = o.id
            AND n.account = CASE WHEN o.kind IN ('earn', 'earn_mature') THEN 'available' ELSE 'pending' END
        WHERE o.kind LIKE 'earn%' GROUP BY o.reference_id
    ) AS j ON j.reference_id = e.id
    WHERE j.kinds IS DISTINCT FROM CASE
            WHEN e.id IS NULL THEN NULL
            WHEN p.state IS NULL THEN format('earn %s', e.points)
            WHEN p.state = 'pending' THEN format('earn_pending %s', e.points)
            WHEN p.state = 'matured' THEN format('earn_mature %1$s earn_pending %1$s', e.points)
            ELSE format('earn_cancel -%1$s earn_pending %1$s', e.points) END
        OR (p.earning_id IS NOT NULL
            AND (p.member_id, p.points) IS DISTINCT FROM (e.member_id, e.points))
    UNION ALL
    SELECT 'pending', format('wallet %s: pending %s, rows %s', w.member_id, w.pending, p.points)
    FROM core.wallets AS w
    LEFT JOIN (
        SELECT o.member_id, sum(o.points) AS points FROM core.pending_points AS o
        WHERE o.state = 'pending' GROUP BY o.member_id
    ) AS p ON p.member_id = w.member_id
    WHERE w.pending <> coalesce(p.points, 0)
    UNION ALL
    SELECT 'earn counter', format('rule %s: %s points, earnings %s', r.id, c.points, e.points)
    FROM core.earn_rules AS r
    LEFT JOIN core.earn_counters AS c ON c.rule_id = r.id
    LEFT JOIN (
        SELECT o.rule_id, sum(o.points) AS points, count(*) AS earnings FROM core.earnings AS o
        GROUP BY o.rule_id
    ) AS e ON e.rule_id = r.id
    WHERE (c.points, c.earnings) IS DISTINCT FROM (coalesce(e.points, 0), coalesce(e.earnings, 0))
    UNION ALL
    SELECT 'earn count', format('rule %s, member %s: %s points, earnings %s', c.rule_id, c.member_id,
        c.points, e.points)
    FROM core.earn_counts AS c
    FULL JOIN (
        SELECT o.rule_id, o.member_id, sum(o.points) AS points FROM core.earnings AS o
        GROUP BY o.rule_id, o.member_id
    ) AS e ON e.rule_id = c.rule_id AND e.member_id = c.member_id
    WHERE c.points IS DISTINCT FROM e.points
$$;
