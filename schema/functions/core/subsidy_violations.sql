-- I7, subsidies: a programme has reserved what unpaid orders have of it and spent what paid ones have, less
-- what came back, and its budget promises and has spent as much.
CREATE OR REPLACE FUNCTION core.subsidy_violations() RETURNS TABLE (rule text, detail text)
LANGUAGE sql STABLE
AS $$
    WITH part AS (
        SELECT r.source_id, r.order_id AS reference_id, o.status, r.amount_fen
        FROM core.order_reductions AS r JOIN core.orders AS o ON o.id = r.order_id
        WHERE r.payer = 'subsidy'
        UNION ALL
        SELECT r.source_id, r.refund_id, 'back', -r.amount_fen
        FROM core.order_refund_reductions AS r
        JOIN core.order_refunds AS f ON f.id = r.refund_id AND f.state = 'approved'
        WHERE r.payer = 'subsidy'
    ), own AS (
        SELECT p.source_id,
            coalesce(sum(p.amount_fen) FILTER (WHERE p.status IN ('pending_payment', 'closing')), 0) AS reserved,
            coalesce(sum(p.amount_fen) FILTER (
                WHERE p.status IN ('paid', 'shipped', 'completed', 'refunded', 'back')), 0) AS spent
        FROM part AS p GROUP BY p.source_id
    ), moved AS (
        SELECT n.source_id, sum(m.committed_delta) AS committed, sum(m.spent_delta) AS spent
        FROM (SELECT p.source_id, p.reference_id FROM part AS p
              UNION SELECT s.id, s.id FROM core.subsidy_programmes AS s) AS n
        JOIN core.subsidy_programmes AS s ON s.id = n.source_id
        JOIN core.budget_movements AS m ON m.reference_id = n.reference_id AND m.budget_id = s.budget_id
        GROUP BY n.source_id
    )
    SELECT 'I7 subsidy', format('programme %s: reserved %s, spent %s; orders %s, %s; budget %s, %s', s.id,
        s.reserved_fen, s.spent_fen, own.reserved, own.spent, moved.committed, moved.spent)
    FROM core.subsidy_programmes AS s
    LEFT JOIN own ON own.source_id = s.id
    LEFT JOIN moved ON moved.source_id = s.id
    WHERE (s.reserved_fen, s.spent_fen) IS DISTINCT FROM (coalesce(own.reserved, 0), coalesce(own.spent, 0))
        OR moved.spent IS DISTINCT FROM s.spent_fen
        OR moved.committed IS DISTINCT FROM CASE WHEN s.closed_at IS NULL THEN s.total_fen - s.spent_fen
                                                 ELSE s.reserved_fen END
$$;
