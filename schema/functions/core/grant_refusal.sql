-- Why a grant may not be made, or NULL: then the member's wallet is locked and the points are
-- booked on the budget, all that is left is to give them. A key that stands on a grant but no
-- longer in core.idempotency_keys is older than seven days and must not grant again.
CREATE OR REPLACE FUNCTION core.grant_refusal(
    admin_id uuid, allowed_roles text[], resource text, grant_id uuid, member_id uuid, points bigint,
    reason text, expires_at timestamptz, budget_id uuid, idempotency_key text)
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    obstacle text := core.grant_obstacle(admin_id, allowed_roles, resource, member_id, expires_at);
BEGIN
    IF EXISTS (SELECT FROM core.grants AS g WHERE g.admin_id = grant_refusal.admin_id
                   AND g.idempotency_key = grant_refusal.idempotency_key) THEN
        RETURN 'idempotency_key_reused';
    ELSIF obstacle IS NULL THEN
        PERFORM core.wallets_lock(ARRAY[member_id]);
    END IF;
    RETURN coalesce(obstacle, core.budget_charge(
        admin_id, allowed_roles, resource, budget_id, grant_id, points, reason));
END
$$;
