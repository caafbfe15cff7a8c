-- lane: write
-- outcomes: ok, voucher_template_not_found, voucher_template_settled, second_person_required, voucher_not_open,
--   budget_exceeded, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.voucher_template_publish(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    template_id => :template_id::uuid,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
