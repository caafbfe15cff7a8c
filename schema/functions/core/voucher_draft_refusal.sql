-- Why a template cannot be drafted like this by one of the staff; NULL: it can. rules: VoucherRules of the
-- contract, with id of a draft that is there already.
CREATE OR REPLACE FUNCTION core.voucher_draft_refusal(
    admin_id uuid, allowed_roles text[], resource text, organisation_id uuid, rules jsonb)
RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    is_sale CONSTANT boolean := rules ->> 'funding' = 'sale';
    budget core.budgets;
    tiers CONSTANT jsonb := rules -> 'tiers';
BEGIN
    budget := core.budget_covered(admin_id, allowed_roles, resource, (rules ->> 'budget_id')::uuid);
    RETURN CASE
        WHEN NOT core.staff_covers(admin_id, allowed_roles, resource, organisation_id)
            THEN 'organisation_not_found'
        WHEN rules ->> 'audience_id' IS NOT NULL AND NOT EXISTS (
            SELECT FROM core.organisations AS o WHERE o.id = (rules ->> 'audience_id')::uuid)
            THEN 'organisation_not_found'
        WHEN rules ->> 'merchant_id' IS NOT NULL AND NOT EXISTS (
            SELECT FROM core.merchants AS m WHERE m.id = (rules ->> 'merchant_id')::uuid
                AND core.organisation_is_within(m.organisation_id, voucher_draft_refusal.organisation_id))
            THEN 'merchant_not_found'
        WHEN NOT is_sale AND budget.unit IS DISTINCT FROM 'fen' THEN 'budget_not_found'
        WHEN is_sale AND NOT EXISTS (
            SELECT FROM core.skus AS s JOIN core.products AS p ON p.id = s.product_id
            WHERE s.id = (rules ->> 'sku_id')::uuid AND p.merchant_id = (rules ->> 'merchant_id')::uuid
                AND p.mode = 'live')
            THEN 'sku_not_found'
        WHEN EXISTS (SELECT FROM core.voucher_templates AS t WHERE t.sku_id = (rules ->> 'sku_id')::uuid
                         AND t.id IS DISTINCT FROM (rules ->> 'id')::uuid)
            THEN 'sku_taken'
        WHEN NOT core.category_is_known(rules ->> 'category') THEN 'category_unknown'
        WHEN (rules ->> 'closes_at')::timestamptz <= (rules ->> 'opens_at')::timestamptz
            OR (rules ->> 'valid_until')::timestamptz <= (rules ->> 'closes_at')::timestamptz
            OR rules ->> 'kind' <> 'exchange' AND (rules ->> 'uses')::bigint > 1
            OR is_sale AND (rules ->> 'kind' <> 'exchange' OR (rules ->> 'is_claimable')::boolean
                            OR rules ->> 'budget_id' IS NOT NULL OR jsonb_array_length(tiers) > 1)
            OR NOT is_sale AND rules ->> 'sku_id' IS NOT NULL
            OR EXISTS (SELECT FROM jsonb_array_elements(tiers) AS t
                       WHERE is_sale <> ((t ->> 'amount_fen')::bigint = 0)
                           OR rules ->> 'kind' <> 'discount' AND (t ->> 'threshold_fen')::bigint > 0)
            OR (SELECT count(DISTINCT t ->> 'amount_fen') FROM jsonb_array_elements(tiers) AS t)
                < jsonb_array_length(tiers)
            THEN 'voucher_rules_misfit' END;
END
$$;
