-- lane: read
-- outcomes: ok, cursor_invalid, budget_not_found
SELECT outcome, body
FROM api.budget_movement_list(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    budget_id => :budget_id::uuid,
    "limit" => :limit::bigint,
    cursor => :cursor::text)
