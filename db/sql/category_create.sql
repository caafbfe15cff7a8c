-- lane: write
-- outcomes: ok, organisation_not_found, category_name_taken, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.category_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    organisation_id => :organisation_id::uuid,
    name => :name::text,
    "position" => :position::bigint,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
