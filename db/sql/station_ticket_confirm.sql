-- lane: write
-- outcomes: ok, station_ticket_not_found, station_ticket_not_fixed, station_ticket_exists
SELECT outcome, body
FROM api.station_ticket_confirm(
    caller_id => :caller_id::uuid,
    station_id => :station_id::uuid,
    ticket_id => :ticket_id::uuid,
    is_fixed => :is_fixed::boolean,
    request_id => :request_id::uuid)
