-- lane: slow
-- outcomes: ok, organisation_not_found, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.admin_station_import(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    crs => :crs::text,
    accept_flagged => :accept_flagged::boolean,
    dry_run => :dry_run::boolean,
    rows => :rows::jsonb,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
