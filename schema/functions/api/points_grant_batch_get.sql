-- How far a grant to many of the caller's subtree is.
CREATE OR REPLACE FUNCTION api.points_grant_batch_get(
    caller_id uuid, allowed_roles text[], resource text, batch_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    batch core.grant_batches := core.grant_batch_covered(caller_id, allowed_roles, resource, batch_id);
BEGIN
    outcome := CASE WHEN batch.id IS NULL THEN 'grant_batch_not_found' ELSE 'ok' END;
    body := CASE WHEN batch.id IS NOT NULL THEN core.grant_batch_answer(batch) END;
END
$$;
