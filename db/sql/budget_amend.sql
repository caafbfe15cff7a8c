-- lane: write
-- outcomes: ok, budget_not_found, budget_used, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.budget_amend(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    budget_id => :budget_id::uuid,
    total => :total::bigint,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
