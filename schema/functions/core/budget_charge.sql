-- Books points that are granted on a budget which the administrator covers. NULL, or budget_not_found,
-- budget_exceeded, and then nothing has changed. The budget's lock comes after the wallets'.
CREATE OR REPLACE FUNCTION core.budget_charge(
    admin_id uuid, allowed_roles text[], resource text, budget_id uuid, grant_id uuid, points bigint,
    reason text)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    budget core.budgets;
BEGIN
    SELECT b.* INTO budget
    FROM core.budgets AS b
    WHERE b.id = budget_charge.budget_id AND b.unit = 'points'
        AND core.staff_covers(admin_id, allowed_roles, resource, b.organisation_id)
    FOR NO KEY UPDATE OF b;
    IF NOT FOUND THEN
        RETURN 'budget_not_found';
    ELSIF core.budget_available(budget) < points THEN
        RETURN 'budget_exceeded';
    END IF;
    PERFORM core.budget_move(budget.id, 'spent', grant_id, 0, 0, points, admin_id, reason);
    RETURN NULL;
END
$$;
