-- The latest 100,000 movements of a budget for a spreadsheet, the oldest first: a line each, with tabs
-- between the cells.
CREATE OR REPLACE FUNCTION api.budget_movement_export(
    caller_id uuid, allowed_roles text[], resource text, budget_id uuid, english boolean,
    OUT outcome text, OUT body json, OUT lines text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    budget core.budgets := core.budget_covered(caller_id, allowed_roles, resource, budget_id);
BEGIN
    IF budget.id IS NULL THEN
        outcome := 'budget_not_found';
        RETURN;
    END IF;
    SELECT string_agg(concat_ws(E'\t',
        core.sheet_time(m.created_at),
        core.budget_movement_label(m.kind, english), m.kind,
        translate(coalesce(m.reason, ''), E'\t\r\n', '   '), coalesce(a.login, ''), m.total_delta,
        m.committed_delta, m.spent_delta, m.available_after, budget.unit, m.reference_id),
        E'\n' ORDER BY m.id)
    INTO lines
    FROM (SELECT * FROM core.budget_movements AS o WHERE o.budget_id = budget.id
          ORDER BY o.id DESC LIMIT 100000) AS m
    LEFT JOIN core.admins AS a ON a.id = m.admin_id;
    outcome := 'ok';
END
$$;
