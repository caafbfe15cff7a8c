-- One application that concerns the caller's part of the tree.
CREATE OR REPLACE FUNCTION api.admin_application_get(
    caller_id uuid, allowed_roles text[], resource text, application_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT b.body INTO body
    FROM core.application_bodies(ARRAY(
        SELECT a.id FROM core.applications AS a
        WHERE a.id = admin_application_get.application_id
          AND core.application_is_seen(caller_id, allowed_roles, resource, a)), true) AS b;
    outcome := CASE WHEN body IS NULL THEN 'application_not_found' ELSE 'ok' END;
END
$$;
