-- Promises an amount out of a budget, for what reference_id names. NULL, or budget_exceeded, and then
-- nothing has changed. An amount of 0 needs no budget.
CREATE OR REPLACE FUNCTION core.budget_commit(
    budget_id uuid, reference_id uuid, amount bigint, admin_id uuid, reason text)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    budget core.budgets;
BEGIN
    IF amount = 0 THEN
        RETURN NULL;
    END IF;
    SELECT b.* INTO STRICT budget FROM core.budgets AS b WHERE b.id = budget_commit.budget_id
    FOR NO KEY UPDATE;
    IF core.budget_available(budget) < amount THEN
        RETURN 'budget_exceeded';
    END IF;
    PERFORM core.budget_move(budget.id, 'committed', reference_id, 0, amount, 0, admin_id, reason);
    RETURN NULL;
END
$$;
