-- One import and how far it is.
CREATE OR REPLACE FUNCTION api.admin_import_get(
    caller_id uuid, allowed_roles text[], resource text, import_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
BEGIN
    SELECT core.import_body(i) INTO body FROM core.imports AS i
    WHERE i.id = admin_import_get.import_id
      AND core.staff_covers(caller_id, allowed_roles, resource, i.organisation_id);
    outcome := CASE WHEN body IS NULL THEN 'import_not_found' ELSE 'ok' END;
END
$$;
