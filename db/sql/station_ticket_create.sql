-- lane: write
-- outcomes: ok, membership_required, station_not_found, station_ticket_misfit, station_day_limit,
--   station_ticket_exists, idempotency_key_reused, idempotency_in_progress
SELECT outcome, body, replay_of
FROM api.station_ticket_create(
    caller_id => :caller_id::uuid,
    station_id => :station_id::uuid,
    kind => :kind::text,
    facility => :facility::text,
    note => :note::text,
    idempotency_key => :idempotency_key::text,
    fingerprint => :fingerprint::bytea,
    request_id => :request_id::uuid)
