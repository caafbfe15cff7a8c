-- lane: write
-- outcomes: ok, member_not_found, budget_not_found, budget_exceeded, expiry_past, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.points_grant(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    member_id => :member_id::uuid,
    points => :points::bigint,
    reason => :reason::text,
    expires_at => :expires_at::timestamptz,
    budget_id => :budget_id::uuid,
    dry_run => :dry_run::boolean,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
