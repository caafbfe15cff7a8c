-- Where budgets differ from the sum of their movements, those up to their checkpoint taken from it, or
-- promise more than they have. NULL: all, and every movement of theirs.
CREATE OR REPLACE FUNCTION core.budget_differences(budgets uuid[])
RETURNS TABLE (budget_id uuid, rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT b.id, 'budget', format('budget %s: %s %s %s, movements %s %s %s', b.id, b.total, b.committed,
        b.spent, m.total, m.committed, m.spent)
    FROM core.budgets AS b
    LEFT JOIN core.budget_checkpoints AS c ON c.budget_id = b.id AND budgets IS NOT NULL
    CROSS JOIN LATERAL (
        SELECT coalesce(c.total, 0) + coalesce(sum(o.total_delta), 0) AS total,
            coalesce(c.committed, 0) + coalesce(sum(o.committed_delta), 0) AS committed,
            coalesce(c.spent, 0) + coalesce(sum(o.spent_delta), 0) AS spent
        FROM core.budget_movements AS o
        WHERE o.budget_id = b.id
            AND o.id > coalesce(c.movement_id, uuid '00000000-0000-0000-0000-000000000000')
    ) AS m
    WHERE (budgets IS NULL OR b.id = ANY (budgets))
        AND ((b.total, b.committed, b.spent) IS DISTINCT FROM (m.total, m.committed, m.spent)
             OR b.committed + b.spent > b.total)
$$;
