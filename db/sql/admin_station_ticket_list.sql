-- lane: read
-- outcomes: ok, cursor_invalid
SELECT outcome, body
FROM api.admin_station_ticket_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    state => :state::text,
    is_overdue => :is_overdue::boolean,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
