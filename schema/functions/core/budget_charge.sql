-- Books points that are granted on a budget which the administrator covers. NULL, or budget_not_found,
-- budget_exceeded, and then nothing has changed. The budget's lock comes after the wallets'.
CREATE OR REPLACE FUNCTION core.budget_charge(
    admin_id uuid, allowed_roles text[], resource text, budget_id uuid, grant_id uuid, points bigint,
    reason text)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    refusal text;
BEGIN
    PERFORM FROM core.budgets AS b WHERE b.id = budget_charge.budget_id FOR NO KEY UPDATE;
    refusal := core.budget_refusal(admin_id, allowed_roles, resource, budget_id, points);
    IF refusal IS NULL THEN
        PERFORM core.budget_move(budget_id, 'spent', grant_id, 0, 0, points, admin_id, reason);
    END IF;
    RETURN refusal;
END
$$;
