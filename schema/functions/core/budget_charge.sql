-- Books points on a budget of the administrator's own organisation or one below it. NULL, or
-- budget_not_found, budget_exceeded, and then nothing has changed. The budget's lock comes after
-- the wallets'.
CREATE OR REPLACE FUNCTION core.budget_charge(admin_id uuid, budget_id uuid, points bigint)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    budget core.budgets;
BEGIN
    SELECT b.* INTO budget
    FROM core.budgets AS b
    JOIN core.organisations AS owner ON owner.id = b.organisation_id
    JOIN core.admins AS a ON a.id = budget_charge.admin_id AND a.status = 'active'
    JOIN core.organisations AS office ON office.id = a.organisation_id
    WHERE b.id = budget_charge.budget_id AND starts_with(owner.path, office.path)
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
