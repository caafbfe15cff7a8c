-- lane: slow
-- outcomes: ok, budget_not_found
SELECT outcome, body, lines
FROM api.budget_movement_export(
    caller_id => :caller_id::uuid,
    allowed_roles => :allowed_roles::text[],
    resource => :resource::text,
    budget_id => :budget_id::uuid,
    english => :english::boolean)
