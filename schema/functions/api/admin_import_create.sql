-- Opens an import into an organisation that the staff member covers.
CREATE OR REPLACE FUNCTION api.admin_import_create(
    caller_id uuid, allowed_roles text[], resource text, organisation_id uuid, file_name text,
    total_parts bigint, idempotency_key text, fingerprint bytea, request_id uuid,
    OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    opened core.imports;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'admin_import_create', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    IF core.staff_covers(caller_id, allowed_roles, resource, organisation_id) AND EXISTS (
        SELECT FROM core.organisations AS o
        WHERE o.id = admin_import_create.organisation_id AND o.status = 'active') THEN
        INSERT INTO core.imports (organisation_id, created_by, file_name, total_parts)
        VALUES (organisation_id, caller_id, file_name, total_parts)
        RETURNING * INTO opened;
        PERFORM core.audit_write(
            'admin', caller_id, 'admin_import_create', organisation_id, 'import', opened.id,
            jsonb_build_object('state', '[null, "open"]'::jsonb, 'total_parts', total_parts), NULL,
            request_id);
        outcome := 'ok';
        body := core.import_body(opened);
    ELSE
        outcome := 'organisation_not_found';
    END IF;
    PERFORM core.idempotency_store(caller_id, 'admin_import_create', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
