-- What moved a budget, the newest first. The cursor names the last movement shown.
CREATE OR REPLACE FUNCTION api.budget_movement_list(
    caller_id uuid, allowed_roles text[], resource text, budget_id uuid, "limit" bigint, cursor text,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    before_id uuid := core.cursor_before(cursor);
    budget core.budgets := core.budget_covered(caller_id, allowed_roles, resource, budget_id);
    page core.budget_movements[];
BEGIN
    outcome := CASE WHEN before_id IS NULL THEN 'cursor_invalid'
                    WHEN budget.id IS NULL THEN 'budget_not_found' ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    page := ARRAY(
        SELECT m FROM core.budget_movements AS m
        WHERE m.budget_id = budget.id AND m.id < before_id ORDER BY m.id DESC LIMIT "limit" + 1);
    SELECT row_to_json(answer) INTO body FROM (
        SELECT coalesce(json_agg(core.budget_movement_json(m) ORDER BY m.id DESC), '[]') AS items,
               CASE WHEN cardinality(page) > "limit" THEN core.cursor_encode(json_build_object(
                   'id', (page["limit"]).id)) END AS next_cursor
        FROM unnest(page[:"limit"]) AS m) AS answer;
END
$$;
