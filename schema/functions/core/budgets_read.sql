-- Moves the checkpoints of budgets on, past at most so many movements each, and past none from
-- settled_before on: a transaction that began earlier has ended. Returns the budgets of which fewer
-- were left, which can be compared now.
CREATE OR REPLACE FUNCTION core.budgets_read(budgets uuid[], movements bigint, settled_before timestamptz)
RETURNS uuid[]
LANGUAGE sql VOLATILE
AS $$
    WITH ahead AS MATERIALIZED (
        SELECT b.id, coalesce(c.total, 0) + r.total AS total, coalesce(c.committed, 0) + r.committed AS committed,
            coalesce(c.spent, 0) + r.spent AS spent, r.movement_id, r.found
        FROM core.budgets AS b
        LEFT JOIN core.budget_checkpoints AS c ON c.budget_id = b.id
        CROSS JOIN LATERAL (
            SELECT count(*) AS found,
                sum(m.total_delta) FILTER (WHERE m.is_settled) AS total,
                sum(m.committed_delta) FILTER (WHERE m.is_settled) AS committed,
                sum(m.spent_delta) FILTER (WHERE m.is_settled) AS spent,
                (array_agg(m.id ORDER BY m.id DESC) FILTER (WHERE m.is_settled))[1] AS movement_id
            FROM (SELECT o.*, o.id < core.uuid7_floor(settled_before) AS is_settled
                  FROM core.budget_movements AS o
                  WHERE o.budget_id = b.id
                      AND o.id > coalesce(c.movement_id, uuid '00000000-0000-0000-0000-000000000000')
                  ORDER BY o.id LIMIT movements) AS m
        ) AS r
        WHERE b.id = ANY (budgets)
    ), moved AS (
        INSERT INTO core.budget_checkpoints AS c (budget_id, movement_id, total, committed, spent)
        SELECT a.id, a.movement_id, a.total, a.committed, a.spent FROM ahead AS a
        WHERE a.movement_id IS NOT NULL
        ON CONFLICT (budget_id) DO UPDATE
        SET movement_id = excluded.movement_id, total = excluded.total, committed = excluded.committed,
            spent = excluded.spent
    )
    SELECT coalesce(array_agg(a.id) FILTER (WHERE a.found < movements), '{}') FROM ahead AS a
$$;
