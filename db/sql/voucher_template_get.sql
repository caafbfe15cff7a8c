-- lane: read
-- outcomes: ok, voucher_template_not_found
SELECT outcome, body
FROM api.voucher_template_get(
    template_id => :template_id::uuid)
