-- lane: slow
-- outcomes: ok, organisation_not_found, target_organisation_not_found, organisation_dissolved,
--     organisation_cycle, organisation_levels_differ, organisation_too_deep,
--     idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.organisation_merge(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    into_id => :into_id::uuid,
    dry_run => :dry_run::boolean,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
