-- A budget that one of the staff covers; NULLs for any other, which does not exist for them.
CREATE OR REPLACE FUNCTION core.budget_covered(
    admin_id uuid, allowed_roles text[], resource text, budget_id uuid)
RETURNS core.budgets
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    RETURN (SELECT b FROM core.budgets AS b
            WHERE b.id = budget_covered.budget_id AND core.staff_covers(
                budget_covered.admin_id, budget_covered.allowed_roles, budget_covered.resource,
                b.organisation_id));
END
$$;
