-- lane: write
-- batch: caller_id
-- affinity: resource
-- outcomes: ok, membership_required, already_signed_in, earn_rule_not_open, earn_cap_reached,
--     earn_rule_exhausted, earn_budget_exhausted, idempotency_in_progress
SELECT ord, outcome, body, replay_of
FROM api.me_sign_in(
    caller_id => :caller_id::uuid[],
    resource => :resource::text[],
    idempotency_key => :idempotency_key::text[],
    fingerprint => :fingerprint::bytea[],
    request_id => :request_id::uuid[])
