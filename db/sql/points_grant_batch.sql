-- lane: write
-- outcomes: ok, organisation_not_found, budget_not_found, budget_exceeded, expiry_past, items_invalid,
--     batch_empty, batch_too_large, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of, wrong
FROM api.points_grant_batch(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    points => :points::bigint,
    items => :items::jsonb,
    reason => :reason::text,
    starts_at => :starts_at::timestamptz,
    expires_at => :expires_at::timestamptz,
    budget_id => :budget_id::uuid,
    dry_run => :dry_run::boolean,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
