-- lane: read
-- outcomes: ok, cursor_invalid, activity_not_found
SELECT outcome, body
FROM api.admin_award_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    activity_id => :activity_id::uuid,
    state => :state::text,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
