-- lane: write
-- outcomes: ok, organisation_not_found, merchant_not_found, budget_not_found, sku_not_found, sku_taken,
--   category_unknown, voucher_rules_misfit, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.voucher_template_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    rules => :rules::jsonb,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
