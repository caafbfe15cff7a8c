-- A budget as answers show it.
CREATE OR REPLACE FUNCTION core.budget_json(budget core.budgets) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT budget.id,
               (SELECT core.organisation_label(o) FROM core.organisations AS o
                WHERE o.id = budget.organisation_id) AS organisation,
               budget.year, budget.name, budget.subject, budget.fund_source, budget.unit,
               budget.total, budget.committed, budget.spent,
               core.budget_available(budget) AS available, budget.created_at) AS shown
$$;
