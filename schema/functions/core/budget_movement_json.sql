-- A movement of a budget as answers show it.
CREATE OR REPLACE FUNCTION core.budget_movement_json(movement core.budget_movements) RETURNS json
LANGUAGE sql STABLE
AS $$
    SELECT row_to_json(shown) FROM (
        SELECT movement.id, movement.kind, movement.reference_id AS reference,
               movement.total_delta, movement.committed_delta, movement.spent_delta,
               movement.available_after,
               (SELECT a.login FROM core.admins AS a WHERE a.id = movement.admin_id) AS by,
               movement.reason, movement.created_at) AS shown
$$;
