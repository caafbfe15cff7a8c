-- lane: write
-- outcomes: ok, membership_required, station_there_already, station_suggestion_limit,
--   idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.station_suggestion_create(
    caller_id => :caller_id::uuid,
    name => :name::text,
    address => :address::text,
    district_code => :district_code::text,
    lng => :lng::double precision,
    lat => :lat::double precision,
    reason => :reason::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
