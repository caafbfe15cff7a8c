-- lane: write
-- affinity: rule_id
-- outcomes: ok, membership_required, earn_rule_not_found, answers_misfit, already_answered,
--     earn_rule_not_open, earn_cap_reached, earn_rule_exhausted, earn_budget_exhausted,
--     idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.quiz_answer(
    caller_id => :caller_id::uuid,
    rule_id => :rule_id::uuid,
    answers => :answers::jsonb,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
