-- lane: write
-- outcomes: ok, import_not_found, import_state_conflict, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.admin_import_commit(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    import_id => :import_id::uuid,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
