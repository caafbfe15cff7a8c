-- lane: write
-- outcomes: ok, award_not_found, award_not_reissuable, idempotency_key_reused,
--     idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.award_reissue(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    award_id => :award_id::uuid,
    claim_days => :claim_days::bigint,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
