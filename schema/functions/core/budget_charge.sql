-- Books points on a budget of an organisation that the administrator covers. NULL, or
-- budget_not_found, budget_exceeded, and then nothing has changed. The budget's lock comes after
-- the wallets'.
CREATE OR REPLACE FUNCTION core.budget_charge(admin_id uuid, allowed_roles text[], resource text,
                                              budget_id uuid, points bigint)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    budget core.budgets;
BEGIN
    SELECT b.* INTO budget
    FROM core.budgets AS b
    WHERE b.id = budget_charge.budget_id
        AND core.staff_covers(admin_id, allowed_roles, resource, b.organisation_id)
    FOR NO KEY UPDATE OF b;
    IF NOT FOUND THEN
        RETURN 'budget_not_found';
    ELSIF budget.total_points - budget.granted_points < points THEN
        RETURN 'budget_exceeded';
    END IF;
    UPDATE core.budgets AS b SET granted_points = b.granted_points + points
    WHERE b.id = budget.id;
    RETURN NULL;
END
$$;
