-- Where budgets differ from the sum of their movements, or promise more than they have. NULL: all.
CREATE OR REPLACE FUNCTION core.budget_differences(budgets uuid[])
RETURNS TABLE (budget_id uuid, rule text, detail text)
LANGUAGE sql STABLE
AS $$
    SELECT b.id, 'budget', format('budget %s: %s %s %s, movements %s %s %s', b.id, b.total, b.committed,
        b.spent, m.total, m.committed, m.spent)
    FROM core.budgets AS b
    LEFT JOIN (
        SELECT o.budget_id, sum(o.total_delta) AS total, sum(o.committed_delta) AS committed,
            sum(o.spent_delta) AS spent
        FROM core.budget_movements AS o
        WHERE budgets IS NULL OR o.budget_id = ANY (budgets)
        GROUP BY o.budget_id
    ) AS m ON m.budget_id = b.id
    WHERE (budgets IS NULL OR b.id = ANY (budgets))
        AND ((b.total, b.committed, b.spent) IS DISTINCT FROM (m.total, m.committed, m.spent)
             OR b.committed + b.spent > b.total)
$$;
