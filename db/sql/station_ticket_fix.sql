-- lane: write
-- outcomes: ok, station_ticket_not_found, station_ticket_done
SELECT outcome, body
FROM api.station_ticket_fix(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    ticket_id => :ticket_id::uuid,
    answer => :answer::text,
    request_id => :request_id::uuid)
