-- lane: write
-- outcomes: ok, station_suggestion_not_found, station_suggestion_decided
SELECT outcome, body
FROM api.admin_station_suggestion_review(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    suggestion_id => :suggestion_id::uuid,
    request_id => :request_id::uuid)
