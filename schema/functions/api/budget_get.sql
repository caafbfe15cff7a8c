-- One budget of the caller's subtree.
CREATE OR REPLACE FUNCTION api.budget_get(
    caller_id uuid, allowed_roles text[], resource text, budget_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    budget core.budgets := core.budget_covered(caller_id, allowed_roles, resource, budget_id);
BEGIN
    outcome := CASE WHEN budget.id IS NULL THEN 'budget_not_found' ELSE 'ok' END;
    body := CASE WHEN budget.id IS NOT NULL THEN core.budget_json(budget) END;
END
$$;
