-- What a budget can still promise or spend.
CREATE OR REPLACE FUNCTION core.budget_available(budget core.budgets) RETURNS bigint
LANGUAGE sql IMMUTABLE
AS $$
    SELECT budget.total - budget.committed - budget.spent
$$;
