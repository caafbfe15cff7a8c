-- A template as the staff see it.
CREATE OR REPLACE FUNCTION core.admin_voucher_template_json(template core.voucher_templates) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT (core.voucher_template_json(template)::jsonb || jsonb_build_object(
        'state', template.state, 'funding', template.funding, 'sku_id', template.sku_id,
        'budget_id', template.budget_id, 'is_claimable', template.is_claimable,
        'audience', (SELECT core.organisation_label(o) FROM core.organisations AS o
                     WHERE o.id = template.audience_id),
        'store_daily_limit', template.store_daily_limit, 'staff_daily_limit', template.staff_daily_limit,
        'used_fen', (SELECT coalesce(sum(v.used_fen), 0) FROM core.vouchers AS v
                     WHERE v.template_id = template.id),
        'created_by', (SELECT a.login FROM core.admins AS a WHERE a.id = template.created_by),
        'published_by', (SELECT a.login FROM core.admins AS a WHERE a.id = template.published_by),
        'created_at', template.created_at, 'published_at', template.published_at,
        'closed_at', template.closed_at))::json
$$;
