-- Why points may not be taken out of a budget, or NULL: it is none of points that the administrator covers,
-- or has not so many. True until somebody else moves the budget, which its lock prevents.
CREATE OR REPLACE FUNCTION core.budget_refusal(
    admin_id uuid, allowed_roles text[], resource text, budget_id uuid, points bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    budget core.budgets := core.budget_covered(admin_id, allowed_roles, resource, budget_id);
BEGIN
    RETURN CASE WHEN budget.unit IS DISTINCT FROM 'points' THEN 'budget_not_found'
                WHEN core.budget_available(budget) < points THEN 'budget_exceeded' END;
END
$$;
