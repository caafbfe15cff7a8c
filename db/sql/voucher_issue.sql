-- lane: write
-- outcomes: ok, voucher_template_not_found, organisation_not_found, member_not_found, voucher_not_open,
--   batch_empty, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.voucher_issue(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    template_id => :template_id::uuid,
    organisation_id => :organisation_id::uuid,
    member_ids => :member_ids::jsonb,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
