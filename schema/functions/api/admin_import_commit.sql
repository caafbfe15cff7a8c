-- Lets the good rows of a checked import be committed (api.import_rows_take and _commit), once.
CREATE OR REPLACE FUNCTION api.admin_import_commit(
    caller_id uuid, allowed_roles text[], resource text, import_id uuid, idempotency_key text,
    fingerprint bytea, request_id uuid, OUT outcome text, OUT body json, OUT replay_of uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    committed core.imports;
BEGIN
    SELECT c.outcome, c.body, c.replay_of INTO outcome, body, replay_of
    FROM core.idempotency_claim(caller_id, 'admin_import_commit', idempotency_key, fingerprint) AS c;
    IF outcome IS NOT NULL THEN
        RETURN;
    END IF;
    committed := core.import_locked(caller_id, allowed_roles, resource, import_id);
    IF committed.id IS NULL THEN
        outcome := 'import_not_found';
    ELSIF committed.state <> 'validated' THEN
        outcome := 'import_state_conflict';
    ELSE
        UPDATE core.imports AS i
        SET state = 'committing', committed_by = caller_id, started_at = now(),
            commit_request_id = admin_import_commit.request_id
        WHERE i.id = committed.id RETURNING i.* INTO committed;
        PERFORM core.audit_write(
            'admin', caller_id, 'admin_import_commit', committed.organisation_id, 'import',
            committed.id, jsonb_build_object('state', '["validated", "committing"]'::jsonb,
                'new', committed.rows_new, 'changed', committed.rows_changed), NULL, request_id);
        outcome := 'ok';
        body := core.import_body(committed);
    END IF;
    PERFORM core.idempotency_store(caller_id, 'admin_import_commit', idempotency_key, fingerprint,
                                   request_id, outcome, body);
END
$$;
