-- lane: write
-- outcomes: ok, member_not_found, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.admin_membership_end(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    member_id => :member_id::uuid,
    end_reason => :end_reason::text,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
