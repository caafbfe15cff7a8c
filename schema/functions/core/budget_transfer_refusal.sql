-- Why an amount cannot go from one of these budgets to the other, or NULL.
CREATE OR REPLACE FUNCTION core.budget_transfer_refusal(
    source core.budgets, target core.budgets, amount bigint)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
    SELECT CASE WHEN source.id IS NULL THEN 'budget_not_found'
                WHEN target.id IS NULL THEN 'target_budget_not_found'
                WHEN source.id = target.id THEN 'budget_same'
                WHEN source.unit <> target.unit OR source.fund_source <> target.fund_source
                    THEN 'budget_misfit'
                WHEN core.budget_available(source) < amount THEN 'budget_exceeded' END
$$;
