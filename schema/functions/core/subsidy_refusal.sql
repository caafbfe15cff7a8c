-- Why such a subsidy programme cannot be, or NULL: its budget is one in fen of the organisation's or of one
-- above it that the caller covers too, and its scope exists.
CREATE OR REPLACE FUNCTION core.subsidy_refusal(
    admin_id uuid, allowed_roles text[], resource text, organisation_id uuid, budget_id uuid,
    merchant_id uuid, opens_at timestamptz, closes_at timestamptz)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    budget core.budgets := core.budget_covered(admin_id, allowed_roles, resource, budget_id);
BEGIN
    RETURN CASE
        WHEN NOT core.staff_covers(admin_id, allowed_roles, resource, organisation_id)
            THEN 'organisation_not_found'
        WHEN budget.unit IS DISTINCT FROM 'fen'
            OR NOT core.organisation_is_within(organisation_id, budget.organisation_id)
            THEN 'budget_not_found'
        WHEN merchant_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM core.merchants AS m WHERE m.id = subsidy_refusal.merchant_id)
            THEN 'merchant_not_found'
        WHEN closes_at <= greatest(opens_at, now()) THEN 'activity_times_reversed' END;
END
$$;
