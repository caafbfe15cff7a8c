-- lane: write
-- outcomes: ok, budget_not_found, target_budget_not_found, budget_same, budget_misfit,
--   budget_exceeded, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.budget_transfer(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    budget_id => :budget_id::uuid,
    to_budget_id => :to_budget_id::uuid,
    amount => :amount::bigint,
    reason => :reason::text,
    dry_run => :dry_run::boolean,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
