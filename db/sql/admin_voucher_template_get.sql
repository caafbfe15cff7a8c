-- lane: read
-- outcomes: ok, voucher_template_not_found
SELECT outcome, body
FROM api.admin_voucher_template_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    template_id => :template_id::uuid)
