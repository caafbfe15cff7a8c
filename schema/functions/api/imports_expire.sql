-- Forgets at most batch_size rows of one import: of one that was left open for a week, which is
-- cancelled, or of one that was committed a month ago. Answers how many.
CREATE OR REPLACE FUNCTION api.imports_expire(batch_size bigint, OUT outcome text, OUT body json)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = core, pg_temp
AS $$
DECLARE
    due core.imports;
    forgotten bigint;
BEGIN
    outcome := 'ok';
    SELECT i.* INTO due FROM core.imports AS i
    WHERE i.purged_at IS NULL AND CASE i.state
        WHEN 'cancelled' THEN true
        WHEN 'committed' THEN i.finished_at < now() - interval '30 days'
        WHEN 'committing' THEN false
        ELSE i.created_at < now() - interval '7 days' END
    ORDER BY i.created_at LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        body := json_build_object('forgotten', 0);
        RETURN;
    END IF;
    IF due.state NOT IN ('committed', 'cancelled') THEN
        PERFORM core.audit_write('system', NULL, 'imports_expire', due.organisation_id, 'import',
            due.id, jsonb_build_object('state', ARRAY[due.state, 'cancelled']), NULL, NULL);
        UPDATE core.imports AS i SET state = 'cancelled', finished_at = now() WHERE i.id = due.id;
    END IF;
    DELETE FROM core.import_rows AS r
    WHERE r.ctid = ANY (ARRAY(SELECT o.ctid FROM core.import_rows AS o
                              WHERE o.import_id = due.id LIMIT batch_size));
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    UPDATE core.imports AS i SET purged_at = now()
    WHERE i.id = due.id AND forgotten < batch_size;
    body := json_build_object('forgotten', forgotten);
END
$$;
