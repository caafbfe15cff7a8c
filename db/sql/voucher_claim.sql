-- lane: write
-- batch: caller_id
-- affinity: template_id
-- outcomes: ok, voucher_template_not_found, voucher_not_open, sold_out, membership_required, not_eligible,
--   already_claimed, benefit_cap_reached, idempotency_key_reused, idempotency_in_progress
SELECT ord, outcome, body, replay_of
FROM api.voucher_claim(
    template_id => :template_id::uuid[],
    caller_id => :caller_id::uuid[],
    idempotency_key => :idempotency_key::text[],
    fingerprint => :fingerprint::bytea[],
    request_id => :request_id::uuid[])
