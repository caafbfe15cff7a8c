-- Refuses what no rule, cap or budget allows. Of those who ask together the first get what is left. True
-- under the locks of core.earn; without them a cheap look that spares a crowd the locks.
CREATE OR REPLACE FUNCTION core.earn_judge(slips core.earn_slip[])
RETURNS core.earn_slip[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    today CONSTANT date := core.local_day(now());
BEGIN
    RETURN ARRAY(
        WITH asked AS (
            SELECT s AS slip, s.ord, s.rule_id, r.points, r.budget_id, r.total_cap,
                s.outcome IS NULL AS is_in, CASE
                    WHEN s.outcome IS NOT NULL THEN s.outcome
                    WHEN core.earn_rule_status(r) <> 'open' THEN 'earn_rule_not_open'
                    WHEN s.event_ref IS NOT NULL AND EXISTS (
                        SELECT FROM core.earnings AS e
                        WHERE e.rule_id = s.rule_id AND e.event_ref = s.event_ref)
                        THEN 'event_ref_reused'
                    WHEN n.member_id IS NOT NULL AND (
                        n.points + r.points > r.member_cap
                        OR date_trunc('month', n.day) = date_trunc('month', today)
                            AND n.month_points + r.points > r.month_cap
                        OR n.day = today AND n.day_points + r.points > r.day_cap)
                        THEN 'earn_cap_reached' END AS outcome
            FROM unnest(slips) AS s
            LEFT JOIN core.earn_rules AS r ON r.id = s.rule_id AND s.outcome IS NULL
            LEFT JOIN LATERAL (
                SELECT c.* FROM core.earn_counts AS c
                WHERE c.rule_id = r.id AND c.member_id = s.member_id LIMIT 1
            ) AS n ON true
        ), capped AS (
            SELECT a.*, coalesce(a.outcome, CASE
                WHEN c.points + sum(a.points) OVER (PARTITION BY a.rule_id, a.outcome IS NULL
                                                    ORDER BY a.ord) > a.total_cap
                    THEN 'earn_rule_exhausted' END) AS verdict
            FROM asked AS a
            LEFT JOIN core.earn_counters AS c ON c.rule_id = a.rule_id AND a.is_in
        ), paid AS (
            SELECT c.*, coalesce(c.verdict, CASE
                WHEN sum(c.points) OVER (PARTITION BY c.budget_id, c.verdict IS NULL ORDER BY c.ord)
                        > core.budget_available(b)
                    THEN 'earn_budget_exhausted' END) AS final
            FROM capped AS c
            LEFT JOIN core.budgets AS b ON b.id = c.budget_id AND c.is_in
        )
        SELECT ROW((p.slip).ord, (p.slip).rule_id, (p.slip).member_id, (p.slip).organisation_id,
                   (p.slip).event_ref, (p.slip).request_id, p.final, NULL, p.points,
                   NULL)::core.earn_slip
        FROM paid AS p ORDER BY p.ord);
END
$$;
