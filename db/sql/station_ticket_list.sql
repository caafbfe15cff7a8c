-- lane: read
-- outcomes: ok, station_not_found, cursor_invalid
SELECT outcome, body
FROM api.station_ticket_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    station_id => :station_id::uuid,
    state => :state::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
