-- lane: write
-- outcomes: ok, voucher_template_not_found, organisation_not_found, merchant_not_found, budget_not_found,
--   sku_not_found, sku_taken, category_unknown, voucher_rules_misfit, voucher_template_settled
SELECT outcome, body
FROM api.voucher_template_revise(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    template_id => :template_id::uuid,
    rules => :rules::jsonb,
    request_id => :request_id::uuid)
