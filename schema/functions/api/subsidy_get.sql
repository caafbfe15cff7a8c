-- One subsidy programme of the caller's subtree.
CREATE OR REPLACE FUNCTION api.subsidy_get(
    caller_id uuid, allowed_roles text[], resource text, subsidy_id uuid, OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    programme core.subsidy_programmes := core.subsidy_covered(caller_id, allowed_roles, resource, subsidy_id);
BEGIN
    outcome := CASE WHEN programme.id IS NULL THEN 'subsidy_not_found' ELSE 'ok' END;
    body := CASE WHEN programme.id IS NOT NULL THEN core.subsidy_json(programme) END;
END
$$;
