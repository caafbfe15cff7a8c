-- Writes a draft of a template with its tiers, the one with the greatest amount first. rules: VoucherRules of the
-- contract; with id and created_at of a draft whose place it takes.
CREATE OR REPLACE FUNCTION core.voucher_template_write(organisation_id uuid, rules jsonb, admin_id uuid)
RETURNS core.voucher_templates
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
    template core.voucher_templates;
BEGIN
    INSERT INTO core.voucher_templates AS t (
        id, organisation_id, kind, funding, title, description, merchant_id, category, zone, sku_id, budget_id, uses,
        is_claimable, audience_id, per_member, opens_at, closes_at, valid_days, valid_until, store_daily_limit,
        staff_daily_limit, created_by, created_at)
    SELECT coalesce(r.id, core.uuid7()), voucher_template_write.organisation_id, r.kind, r.funding, r.title, coalesce(r.description, ''),
        r.merchant_id, r.category, r.zone, r.sku_id, r.budget_id, coalesce(r.uses, 1),
        coalesce(r.is_claimable, false), r.audience_id, r.per_member, r.opens_at, r.closes_at, r.valid_days,
        r.valid_until, r.store_daily_limit, r.staff_daily_limit, admin_id,
        coalesce(r.created_at, now())
    FROM jsonb_populate_record(NULL::core.voucher_templates, rules) AS r
    RETURNING t.* INTO template;
    INSERT INTO core.voucher_tiers (template_id, tier, threshold_fen, amount_fen, stock)
    SELECT template.id, row_number() OVER (ORDER BY (t ->> 'amount_fen')::bigint DESC),
        (t ->> 'threshold_fen')::bigint, (t ->> 'amount_fen')::bigint, (t ->> 'stock')::bigint
    FROM jsonb_array_elements(rules -> 'tiers') AS t;
    INSERT INTO core.voucher_counters (template_id) VALUES (template.id);
    RETURN template;
END
$$;
