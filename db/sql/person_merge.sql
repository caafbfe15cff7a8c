-- lane: write
-- outcomes: ok, person_not_found, person_same, person_merged, person_not_settled,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.person_merge(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    person_id => :person_id::uuid,
    into_person_id => :into_person_id::uuid,
    reason => :reason::text,
    dry_run => :dry_run::boolean,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
