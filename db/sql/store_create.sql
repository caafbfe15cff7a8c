-- lane: write
-- outcomes: ok, merchant_not_found, store_name_taken, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.store_create(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    merchant_id => :merchant_id::uuid,
    name => :name::text,
    address => :address::text,
    lng => :lng::double precision,
    lat => :lat::double precision,
    hours => :hours::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
