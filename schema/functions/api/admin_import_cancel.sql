-- Ends an import before anything of it is committed, and forgets its rows. Cancelling again changes
-- nothing.
CREATE OR REPLACE FUNCTION api.admin_import_cancel(
    caller_id uuid, allowed_roles text[], resource text, import_id uuid, request_id uuid,
    OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    ended core.imports := core.import_locked(caller_id, allowed_roles, resource, import_id);
BEGIN
    outcome := CASE
        WHEN ended.id IS NULL THEN 'import_not_found'
        WHEN ended.state IN ('committing', 'committed') THEN 'import_state_conflict'
        ELSE 'ok' END;
    IF outcome <> 'ok' THEN
        RETURN;
    END IF;
    IF ended.state <> 'cancelled' THEN
        DELETE FROM core.import_rows AS r WHERE r.import_id = ended.id;
        PERFORM core.audit_write(
            'admin', caller_id, 'admin_import_cancel', ended.organisation_id, 'import', ended.id,
            jsonb_build_object('state', ARRAY[ended.state, 'cancelled']), NULL, request_id);
        UPDATE core.imports AS i SET state = 'cancelled', finished_at = now(), purged_at = now()
        WHERE i.id = ended.id RETURNING i.* INTO ended;
    END IF;
    body := core.import_body(ended);
END
$$;
