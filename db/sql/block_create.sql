-- lane: write
-- outcomes: ok, organisation_not_found, member_not_found, block_period_not_valid,
--     member_blocked, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.block_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    member_id => :member_id::uuid,
    member_no => :member_no::text,
    reason => :reason::text,
    expires_at => :expires_at::timestamptz,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
