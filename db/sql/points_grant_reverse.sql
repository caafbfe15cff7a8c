-- lane: write
-- outcomes: ok, grant_not_found, grant_reversed, grant_moved, idempotency_key_reused,
--   idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.points_grant_reverse(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    grant_id => :grant_id::uuid,
    reason => :reason::text,
    dry_run => :dry_run::boolean,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
