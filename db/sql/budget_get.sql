-- lane: read
-- outcomes: ok, budget_not_found
SELECT outcome, body
FROM api.budget_get(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    budget_id => :budget_id::uuid)
